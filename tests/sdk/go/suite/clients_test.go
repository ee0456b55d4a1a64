package suite

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/clients"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

const (
	noClient  = "skc_999999999999999999"
	noMachine = "m2morg_999999999999999999"
	noSecret  = "sec_999999999999999999"
)

// newClient is an application of the environment, and gone with the test.
func newClient(t *testing.T) *clients.Client {
	t.Helper()
	given := &clients.CreateClient{Name: fresh("App "), ClientType: "WEB_APP", PostLoginUris: []string{redirectURI}}
	made := must(sdk.Client().CreateClient(t.Context(), given))(t).Client
	t.Cleanup(func() { _ = sdk.Client().DeleteClient(context.Background(), made.Id) })
	return made
}

func TestCreateClient(t *testing.T) {
	client := newClient(t)
	create := func(kind, name string) error {
		_, err := sdk.Client().CreateClient(t.Context(), &clients.CreateClient{Name: name, ClientType: kind})
		return err
	}

	equal(t, strings.HasPrefix(client.Name, "App "), true)
	equal(t, client.ClientType, "WEB_APP")
	sameNames(t, client.PostLoginUris, redirectURI)
	refused(t, create("TOASTER", "App"), connect.CodeInvalidArgument, "client_type")
	refused(t, create("WEB_APP", ""), connect.CodeInvalidArgument, "name")
}

func TestGetClient(t *testing.T) {
	client := newClient(t)

	equal(t, must(sdk.Client().GetClient(t.Context(), client.Id))(t).Client.Name, client.Name)
	_, unknown := sdk.Client().GetClient(t.Context(), noClient)
	_, long := sdk.Client().GetClient(t.Context(), "skc_"+strings.Repeat("9", 29))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "client_id")
}

func TestListClientsInPages(t *testing.T) {
	client := newClient(t)
	list := func(kind string, size uint32, token string) (*clients.ListClientsResponse, error) {
		filter := &clients.ListClientsRequest_Filter{ClientType: []string{kind}}
		return sdk.Client().ListClients(t.Context(), &scalekit.ListClientsOptions{Filter: filter, PageSize: size, PageToken: token})
	}

	var all []string
	for _, page := range pages(t, func(token string) (*clients.ListClientsResponse, error) { return list("ALL", 1, token) }) {
		all = append(all, names(page.Clients, func(of *clients.Client) string { return of.Id })...)
	}

	has(t, all, client.Id)
	has(t, all, clientID)
	equal(t, len(must(sdk.Client().ListClients(t.Context(), nil))(t).Clients) > 0, true)
	_, many := list("ALL", 31, "")
	_, page := list("ALL", 1, "nonsense")
	_, kind := list("TOASTER", 1, "")
	refused(t, many, connect.CodeInvalidArgument, "page_size")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
	refused(t, kind, connect.CodeInvalidArgument, "client_type")
}

func TestUpdateClient(t *testing.T) {
	client := newClient(t)
	update := func(id string) (*scalekit.UpdateClientResponse, error) {
		mask := &fieldmaskpb.FieldMask{Paths: []string{"name"}}
		return sdk.Client().UpdateClient(t.Context(), id, &clients.UpdateClient{Name: "Other"}, mask)
	}

	equal(t, must(update(client.Id))(t).Client.Name, "Other")
	_, unknown := update(noClient)
	refused(t, unknown, connect.CodeNotFound)
}

func TestSecretsOfAClient(t *testing.T) {
	client := newClient(t)
	token := func(secret string) error {
		_, err := sdk.GenerateClientToken(t.Context(), scalekit.GenerateClientTokenOptions{ClientID: client.Id, ClientSecret: secret})
		return err
	}

	added := must(sdk.Client().AddClientSecret(t.Context(), client.Id))(t)
	equal(t, strings.HasSuffix(added.PlainSecret, added.Secret.SecretSuffix), true)
	succeeds(t, token(added.PlainSecret))
	succeeds(t, sdk.Client().RemoveClientSecret(t.Context(), client.Id, added.Secret.Id))
	oauthRefused(t, token(added.PlainSecret), http.StatusUnauthorized)

	_, unknown := sdk.Client().AddClientSecret(t.Context(), noClient)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, sdk.Client().RemoveClientSecret(t.Context(), client.Id, noSecret), connect.CodeNotFound)
}

func TestDeleteClient(t *testing.T) {
	client := newClient(t)

	succeeds(t, sdk.Client().DeleteClient(t.Context(), client.Id))

	_, gone := sdk.Client().GetClient(t.Context(), client.Id)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.Client().DeleteClient(t.Context(), client.Id), connect.CodeNotFound)
	refused(t, sdk.Client().DeleteClient(t.Context(), clientID), connect.CodeFailedPrecondition)
}

var robot = scalekit.CreateOrganizationClientOptions{
	Name: "Robot", Description: "Sends invoices", Scopes: []string{"invoices:write"},
	Audience: []string{"https://api.acme.example"}, CustomClaims: []*clients.CustomClaim{{Key: "plant", Value: "north"}},
}

func newMachine(t *testing.T) (organization string, made *scalekit.CreateOrganizationClientResponse) {
	t.Helper()
	organization = newOrganization(t)
	return organization, must(sdk.M2M().CreateOrganizationClient(t.Context(), organization, robot))(t)
}

func machineToken(t *testing.T, id, secret string) (*scalekit.ClientTokenResponse, error) {
	t.Helper()
	return sdk.GenerateClientToken(t.Context(), scalekit.GenerateClientTokenOptions{ClientID: id, ClientSecret: secret})
}

func TestAMachinesTokenSaysWhatItWasGiven(t *testing.T) {
	organization, machine := newMachine(t)

	token := must(machineToken(t, machine.Client.ClientId, machine.PlainSecret))(t)

	claims := must(sdk.ValidateToken(t.Context(), token.AccessToken))(t)
	equal(t, claims["oid"].(string), organization)
	equal(t, claims["custom_claims"].(map[string]any)["plant"].(string), "north")
	options := &scalekit.ValidateTokenOptions{Audience: robot.Audience, Scopes: robot.Scopes}
	equal(t, must(sdk.ValidateTokenWithOptions(t.Context(), token.AccessToken, options))(t), true)
	equal(t, token.ExpiresIn > 0, true)
}

func TestCreateOrganizationClientRefuses(t *testing.T) {
	create := func(of, name string) error {
		_, err := sdk.M2M().CreateOrganizationClient(t.Context(), of, scalekit.CreateOrganizationClientOptions{Name: name})
		return err
	}

	refused(t, create(nowhere, "Robot"), connect.CodeNotFound)
	refused(t, create("nonsense", "Robot"), connect.CodeInvalidArgument, "organization_id")
	refused(t, create(acme, strings.Repeat("n", 129)), connect.CodeInvalidArgument, "name")
	equal(t, create("", "Robot"), scalekit.ErrOrganizationIdRequired)
}

func TestGetOrganizationClient(t *testing.T) {
	organization, machine := newMachine(t)
	get := func(of, id string) error {
		_, err := sdk.M2M().GetOrganizationClient(t.Context(), of, id)
		return err
	}

	found := must(sdk.M2M().GetOrganizationClient(t.Context(), organization, machine.Client.ClientId))(t).Client
	equal(t, found.Name, robot.Name)
	equal(t, found.Description, robot.Description)
	sameNames(t, found.Scopes, robot.Scopes...)
	refused(t, get(organization, noMachine), connect.CodeNotFound)
	refused(t, get(globex, machine.Client.ClientId), connect.CodeNotFound)
	refused(t, get(organization, "nonsense"), connect.CodeInvalidArgument, "client_id")
}

func TestUpdateOrganizationClient(t *testing.T) {
	organization, machine := newMachine(t)
	update := func(id, name string) (*scalekit.UpdateOrganizationClientResponse, error) {
		return sdk.M2M().UpdateOrganizationClient(t.Context(), organization, id, scalekit.UpdateOrganizationClientOptions{Name: name})
	}

	equal(t, must(update(machine.Client.ClientId, "Droid"))(t).Client.Name, "Droid")
	_, unknown := update(noMachine, "Droid")
	_, long := update(machine.Client.ClientId, strings.Repeat("n", 129))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "name")
}

func TestDeleteOrganizationClient(t *testing.T) {
	organization, machine := newMachine(t)
	id := machine.Client.ClientId

	succeeds(t, sdk.M2M().DeleteOrganizationClient(t.Context(), organization, id))

	_, err := machineToken(t, id, machine.PlainSecret)
	oauthRefused(t, err, http.StatusUnauthorized)
	_, gone := sdk.M2M().GetOrganizationClient(t.Context(), organization, id)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.M2M().DeleteOrganizationClient(t.Context(), organization, id), connect.CodeNotFound)
}

func TestSecretsOfAMachine(t *testing.T) {
	organization, machine := newMachine(t)
	id := machine.Client.ClientId

	added := must(sdk.M2M().CreateOrganizationClientSecret(t.Context(), organization, id))(t)
	must(machineToken(t, id, machine.PlainSecret))(t)
	must(machineToken(t, id, added.PlainSecret))(t)
	succeeds(t, sdk.M2M().DeleteOrganizationClientSecret(t.Context(), organization, id, added.Secret.Id))

	must(machineToken(t, id, machine.PlainSecret))(t)
	_, removed := machineToken(t, id, added.PlainSecret)
	oauthRefused(t, removed, http.StatusUnauthorized)
	_, unknown := sdk.M2M().CreateOrganizationClientSecret(t.Context(), organization, noMachine)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, sdk.M2M().DeleteOrganizationClientSecret(t.Context(), organization, id, added.Secret.Id), connect.CodeNotFound)
	equal(t, sdk.M2M().DeleteOrganizationClientSecret(t.Context(), organization, id, ""), scalekit.ErrSecretIdRequired)
}

func TestListOrganizationClientsInPages(t *testing.T) {
	organization, _ := newMachine(t)
	must(sdk.M2M().CreateOrganizationClient(t.Context(), organization, scalekit.CreateOrganizationClientOptions{Name: "Droid"}))(t)
	list := func(of, token string) (*scalekit.ListOrganizationClientsResponse, error) {
		options := scalekit.ListOrganizationClientsOptions{PageSize: 1, PageToken: token}
		return sdk.M2M().ListOrganizationClients(t.Context(), of, options)
	}

	var all []string
	for _, page := range pages(t, func(token string) (*scalekit.ListOrganizationClientsResponse, error) {
		return list(organization, token)
	}) {
		equal(t, page.TotalSize, 2)
		all = append(all, page.Clients[0].Name)
	}

	sameNames(t, all, "Robot", "Droid")
	_, unknown := list(nowhere, "")
	_, invalid := list("nonsense", "")
	_, page := list(organization, "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
}
