// A web app that signs people in with Scalekit, keeps them signed in, and signs them out.
//
// This file has the settings and the port; everything else is in server.go and sessions.go.
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
	client := scalekit.NewScalekitClient(
		required("SCALEKIT_ENVIRONMENT_URL"),
		required("SCALEKIT_CLIENT_ID"),
		required("SCALEKIT_CLIENT_SECRET"),
	)

	listener, err := net.Listen("tcp", "127.0.0.1:"+optional("PORT", "3000"))
	if err != nil {
		log.Fatal(err)
	}
	// PORT=0 takes a free one, so the app learns its own address only now.
	here := fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)

	server := &http.Server{
		Handler:           newServer(client, os.Getenv("SCALEKIT_CLIENT_ID"), optional("APP_URL", here)),
		ReadHeaderTimeout: 10 * time.Second,
	}
	fmt.Println("listening on", here)
	log.Fatal(server.Serve(listener))
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
