package app;

import com.scalekit.ScalekitClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** A web app that signs people in with Scalekit, keeps them signed in, and signs them out. */
@SpringBootApplication
public class App {
    public static void main(String[] args) {
        SpringApplication.run(App.class, args);
    }

    /** One for the process: the SDK keeps its settings in a static. Its environment URL cannot have a port. */
    @Bean
    ScalekitClient scalekit(
            @Value("${SCALEKIT_ENVIRONMENT_URL}") String environmentUrl,
            @Value("${SCALEKIT_CLIENT_ID}") String clientId,
            @Value("${SCALEKIT_CLIENT_SECRET}") String clientSecret) {
        return new ScalekitClient(environmentUrl, clientId, clientSecret);
    }

    @EventListener
    void announce(ServletWebServerInitializedEvent ready) {
        System.out.println("listening on http://localhost:" + ready.getWebServer().getPort());
    }
}
