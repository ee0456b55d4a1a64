package suite

import (
	"strings"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/auth"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/connections"
)

const noConnection = "conn_999999999999999999"

var simulator = &connections.CreateConnection{
	Provider: connections.ConnectionProvider_IDP_SIMULATOR, Type: connections.ConnectionType_OIDC,
}

func newConnection(t *testing.T) (organization string, made *connections.Connection) {
	t.Helper()
	organization = newOrganization(t)
	return organization, must(sdk.Connection().CreateConnection(t.Context(), organization, simulator))(t).Connection
}

func connectionIds(page *scalekit.ListConnectionsResponse) []string {
	return names(page.Connections, func(of *connections.ListConnection) string { return of.Id })
}

func TestCreateConnection(t *testing.T) {
	organization, connection := newConnection(t)
	create := func(of string, given *connections.CreateConnection) error {
		_, err := sdk.Connection().CreateConnection(t.Context(), of, given)
		return err
	}

	equal(t, connection.GetOrganizationId(), organization)
	equal(t, connection.Provider, connections.ConnectionProvider_IDP_SIMULATOR)
	equal(t, connection.Type, connections.ConnectionType_OIDC)
	refused(t, create(nowhere, simulator), connect.CodeNotFound)
	unknown := &connections.CreateConnection{Provider: 999, Type: connections.ConnectionType_OIDC}
	refused(t, create(organization, unknown), connect.CodeInvalidArgument, "provider")
}

func TestGetConnection(t *testing.T) {
	organization, connection := newConnection(t)
	get := func(of, id string) error {
		_, err := sdk.Connection().GetConnection(t.Context(), of, id)
		return err
	}

	equal(t, must(sdk.Connection().GetConnection(t.Context(), organization, connection.Id))(t).Connection.Id, connection.Id)
	refused(t, get(organization, noConnection), connect.CodeNotFound)
	refused(t, get(globex, connection.Id), connect.CodeNotFound)
	refused(t, get(organization, "conn_"+strings.Repeat("9", 28)), connect.CodeInvalidArgument, "id")
}

func TestListConnections(t *testing.T) {
	organization, connection := newConnection(t)
	domain := fresh("c") + ".example"
	must(sdk.Domain().CreateDomain(t.Context(), organization, domain))(t)

	sameNames(t, connectionIds(must(sdk.Connection().ListConnections(t.Context(), organization))(t)), connection.Id)
	sameNames(t, connectionIds(must(sdk.Connection().ListConnectionsByDomain(t.Context(), domain))(t)), connection.Id)
	sameNames(t, connectionIds(must(sdk.Connection().ListConnectionsByDomain(t.Context(), "nobody.example"))(t)))
	_, long := sdk.Connection().ListConnectionsByDomain(t.Context(), strings.Repeat("a", 32)+".example")
	refused(t, long, connect.CodeInvalidArgument, "domain")
}

func TestEnableAndDisableConnection(t *testing.T) {
	organization, connection := newConnection(t)
	enabled := func() bool {
		return must(sdk.Connection().GetConnection(t.Context(), organization, connection.Id))(t).Connection.Enabled
	}

	equal(t, must(sdk.Connection().EnableConnection(t.Context(), organization, connection.Id))(t).Enabled, true)
	equal(t, enabled(), true)
	equal(t, must(sdk.Connection().DisableConnection(t.Context(), organization, connection.Id))(t).Enabled, false)
	equal(t, enabled(), false)
	_, on := sdk.Connection().EnableConnection(t.Context(), organization, noConnection)
	_, off := sdk.Connection().DisableConnection(t.Context(), organization, noConnection)
	refused(t, on, connect.CodeNotFound)
	refused(t, off, connect.CodeNotFound)
}

func TestDeleteConnection(t *testing.T) {
	organization, connection := newConnection(t)

	succeeds(t, sdk.Connection().DeleteConnection(t.Context(), organization, connection.Id))

	_, gone := sdk.Connection().GetConnection(t.Context(), organization, connection.Id)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.Connection().DeleteConnection(t.Context(), organization, connection.Id), connect.CodeNotFound)
}

func TestUpdateLoginUserDetailsRefusesWhatIsNotUnderWay(t *testing.T) {
	_, connection := newConnection(t)
	update := func(connection string) error {
		return sdk.Auth().UpdateLoginUserDetails(t.Context(), &scalekit.UpdateLoginUserDetailsRequest{
			ConnectionId: connection, LoginRequestId: "ar_999999999999999999",
			User: &auth.User{Sub: "employee-1", Email: "alice@acme.example"},
		})
	}

	refused(t, update(connection.Id), connect.CodeNotFound)
	refused(t, update(noConnection), connect.CodeNotFound)
	refused(t, update("conn_"+strings.Repeat("9", 28)), connect.CodeInvalidArgument, "connection_id")
}
