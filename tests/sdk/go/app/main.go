// A web app that signs people in with Scalekit, keeps them signed in, and signs them out, in Gin and in Fiber.
//
// This file has the settings, the port and the framework, which the first argument names; everything else is in
// client.go and in the framework's file.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

func main() {
	environmentURL, clientID := required("SCALEKIT_ENVIRONMENT_URL"), required("SCALEKIT_CLIENT_ID")
	secret := required("SCALEKIT_CLIENT_SECRET")
	newSDK := func() scalekit.Scalekit { return scalekit.NewScalekitClient(environmentURL, clientID, secret) }

	listener, err := net.Listen("tcp", "127.0.0.1:"+optional("PORT", "3000"))
	if err != nil {
		log.Fatal(err)
	}
	// PORT=0 takes a free one, so the app learns its own address only now.
	here := fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	client := newClient(newSDK, environmentURL, clientID, optional("APP_URL", here))

	framework := "gin"
	if len(os.Args) > 1 {
		framework = os.Args[1]
	}
	fmt.Println("listening on", here)
	switch framework {
	case "gin":
		server := &http.Server{Handler: newGin(client), ReadHeaderTimeout: 10 * time.Second}
		log.Fatal(server.Serve(listener))
	case "fiber":
		log.Fatal(newFiber(client).Listener(listener))
	default:
		log.Fatal(framework, " is neither gin nor fiber")
	}
}

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatal(name, " is not set")
	}
	return value
}

func optional(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
