package suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.scalekit.ScalekitClient;
import com.scalekit.exceptions.APIException;
import com.scalekit.grpc.scalekit.v1.organizations.CreateOrganization;
import com.scalekit.grpc.scalekit.v1.users.CreateUser;
import com.scalekit.grpc.scalekit.v1.users.CreateUserAndMembershipRequest;
import com.scalekit.grpc.scalekit.v1.users.User;
import com.scalekit.internal.http.AuthenticationOptions;
import com.scalekit.internal.http.AuthenticationResponse;
import com.scalekit.internal.http.AuthorizationUrlOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.function.Executable;

/**
 * The environment that the settings name, and a browser to go there with. Each test makes what it needs there, under
 * names of its own.
 */
final class World {
    static final String ACME = "org_100000000000000001";
    static final String GLOBEX = "org_100000000000000002";
    static final String ALICE = "usr_100000000000000001";
    static final String REDIRECT_URI = "http://localhost:3000/auth/callback";

    // What only a seed can make: whoever starts the environment puts it there. Bob has both passkeys, and
    // Hooli the directory.
    static final String BOB = "usr_100000000000000002";
    static final String LAPTOP = "wac_100000000000000001";
    static final String PHONE = "wac_100000000000000002";
    static final String HOOLI = "org_100000000000000003";
    static final String DIRECTORY = "dir_100000000000000001";

    // Ids of the right shape that nothing has.
    static final String NOBODY = "usr_999999999999999999";
    static final String NOWHERE = "org_999999999999999999";

    // The codes of gRPC.
    static final int INVALID_ARGUMENT = 3;
    static final int NOT_FOUND = 5;
    static final int ALREADY_EXISTS = 6;
    static final int FAILED_PRECONDITION = 9;

    static final String URL = setting("SCALEKIT_ENVIRONMENT_URL");
    static final String CLIENT = setting("SCALEKIT_CLIENT_ID");
    static final String SECRET = setting("SCALEKIT_CLIENT_SECRET");

    /** One for the process: the SDK keeps its settings in a static. */
    static final ScalekitClient SDK = new ScalekitClient(URL, CLIENT, SECRET);

    // The names of other runs against the same environment are others too.
    private static final AtomicLong COUNT = new AtomicLong(System.currentTimeMillis() * 1000);
    private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"([^\"]+)\"");

    private World() {}

    static String setting(String name) {
        String value = System.getenv(name);
        assertTrue(value != null && !value.isEmpty(), name + " is not set");
        return value;
    }

    static String fresh(String prefix) {
        return prefix + COUNT.incrementAndGet();
    }

    static String newOrganization() {
        return SDK.organizations().create(CreateOrganization.newBuilder().setDisplayName(fresh("Org ")).build()).getId();
    }

    /** A member, without an invitation. */
    static User newUser(String organization) {
        var user = CreateUser.newBuilder().setEmail(fresh("someone") + "@acme.example");
        var request = CreateUserAndMembershipRequest.newBuilder().setUser(user).setSendInvitationEmail(false).build();
        return SDK.users().createUserAndMembership(organization, request).getUser();
    }

    static AuthenticationResponse signIn(String who) {
        return signIn(who, new AuthorizationUrlOptions());
    }

    /** Through the hosted pages, as a browser does, and back to the application. */
    static AuthenticationResponse signIn(String who, AuthorizationUrlOptions options) {
        return SDK.authentication().authenticateWithCode(codeFor(who, options), REDIRECT_URI, new AuthenticationOptions());
    }

    static String codeFor(String who, AuthorizationUrlOptions options) {
        var at = URI.create(SDK.authentication().getAuthorizationUrl(REDIRECT_URI, options).toString());
        return parameter(throughPages(at, who), "code");
    }

    /** Where the application is called back. Those of the world that the fake starts with go in with one click. */
    static URI throughPages(URI at, String who) {
        var cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
        HttpResponse<String> page = send(browser, HttpRequest.newBuilder(at).build());
        while (page.statusCode() / 100 == 3) {
            page = send(browser, HttpRequest.newBuilder(location(page)).build());
        }
        Matcher form = REQUEST.matcher(page.body());
        assertTrue(form.find(), page.body());
        if (who.startsWith("usr_")) {
            return location(press(browser, "/login/as", form.group(1), "user", who));
        }
        press(browser, "/login/email", form.group(1), "email", who);
        return location(press(browser, "/login/code", form.group(1), "code", newestLetter(who)));
    }

    /** What is sent from the mailbox page to the application at this address. */
    static URI mailedLink(String at) {
        String page = send(HttpClient.newHttpClient(), HttpRequest.newBuilder(URI.create(URL + "/mailbox")).build()).body();
        Matcher link = Pattern.compile("href=\"(" + Pattern.quote(at) + "[^\"]*)\"").matcher(page);
        assertTrue(link.find(), "no mail with a link to " + at);
        return URI.create(link.group(1));
    }

    /** Where a form of the environment's pages leads to. */
    static URI submitted(String path, String form) {
        return location(send(HttpClient.newHttpClient(), HttpRequest.newBuilder(URI.create(URL + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build()));
    }

    /** The newest code that was mailed to the address. */
    static String newestLetter(String email) {
        String page = send(HttpClient.newHttpClient(), HttpRequest.newBuilder(URI.create(URL + "/mailbox")).build()).body();
        Matcher letter = Pattern.compile(
                "<code class=\"whole\">([0-9]{6})</code>\\s*<span class=\"who\"><strong>" + Pattern.quote(email)).matcher(page);
        assertTrue(letter.find(), "no letter to " + email);
        return letter.group(1);
    }

    private static HttpResponse<String> press(HttpClient browser, String path, String request, String field, String value) {
        String form = "request=" + encode(request) + "&" + field + "=" + encode(value);
        return send(browser, HttpRequest.newBuilder(URI.create(URL + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build());
    }

    static HttpResponse<String> send(HttpClient browser, HttpRequest request) {
        try {
            return browser.send(request, BodyHandlers.ofString());
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        } catch (InterruptedException why) {
            throw new IllegalStateException(why);
        }
    }

    private static URI location(HttpResponse<?> page) {
        return page.uri().resolve(page.headers().firstValue("location").orElseThrow());
    }

    static String parameter(URI at, String name) {
        for (String pair : at.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts[0].equals(name)) {
                return URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Object claim(String token, String name) {
        return SDK.authentication().validateAccessTokenAndGetClaims(token).get(name);
    }

    static String sessionOf(AuthenticationResponse tokens) {
        return (String) claim(tokens.getAccessToken(), "sid");
    }

    /** With this code, and with the details that Scalekit sends. */
    static APIException refused(int code, Executable call) {
        var why = assertThrows(APIException.class, call);
        assertEquals(code, why.getGrpcStatusCode(), why.getMessage());
        var names = List.of("", "", "", "INVALID_ARGUMENT", "", "NOT_FOUND", "ALREADY_EXISTS", "", "", "FAILED_PRECONDITION");
        assertEquals(names.get(code), why.getScalekitErrorCode());
        return why;
    }

    /** Because of this field. The exception has the details in its text only. */
    static void invalid(String field, Executable call) {
        String text = refused(INVALID_ARGUMENT, call).getMessage();
        assertTrue(Pattern.compile("field: \"([^\"]*\\.)?" + field).matcher(text).find(), text);
    }

    /** All pages of a list, followed by their tokens to the end. */
    static <P> List<P> pages(Function<String, P> list, Function<P, String> next) {
        var all = new ArrayList<P>();
        String token = "";
        do {
            all.add(list.apply(token));
            token = next.apply(all.get(all.size() - 1));
        } while (!token.isEmpty());
        return all;
    }
}
