package suite

import (
	"errors"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

const noToken = "apit_999999999999999999"

// newToken is of somebody in an organization of their own.
func newToken(t *testing.T) (organization string, made *scalekit.CreateTokenResponse) {
	t.Helper()
	organization = newOrganization(t)
	options := scalekit.CreateTokenOptions{
		UserId: newUser(t, organization).Id, Description: "For the build", CustomClaims: map[string]string{"pipeline": "nightly"},
	}
	return organization, must(sdk.Token().CreateToken(t.Context(), organization, options))(t)
}

func TestCreateToken(t *testing.T) {
	organization, made := newToken(t)
	create := func(of string, options scalekit.CreateTokenOptions) error {
		_, err := sdk.Token().CreateToken(t.Context(), of, options)
		return err
	}

	equal(t, strings.HasSuffix(made.Token, made.TokenInfo.TokenSuffix), true)
	equal(t, made.TokenInfo.OrganizationId, organization)
	equal(t, made.TokenInfo.GetDescription(), "For the build")
	equal(t, made.TokenInfo.CustomClaims["pipeline"], "nightly")
	refused(t, create(nowhere, scalekit.CreateTokenOptions{}), connect.CodeNotFound)
	refused(t, create(organization, scalekit.CreateTokenOptions{UserId: nobody}), connect.CodeNotFound)
	long := scalekit.CreateTokenOptions{Description: strings.Repeat("d", 256)}
	refused(t, create(organization, long), connect.CodeInvalidArgument, "description")
	equal(t, create("", scalekit.CreateTokenOptions{}), scalekit.ErrOrganizationIdRequired)
}

func TestValidateOpaqueToken(t *testing.T) {
	_, made := newToken(t)

	for _, known := range []string{made.Token, made.TokenId} {
		equal(t, must(sdk.Token().ValidateToken(t.Context(), known))(t).TokenInfo.TokenId, made.TokenId)
	}
	_, guessed := sdk.Token().ValidateToken(t.Context(), "guessed")
	_, empty := sdk.Token().ValidateToken(t.Context(), "")
	equal(t, errors.Is(guessed, scalekit.ErrTokenValidationFailed), true)
	equal(t, errors.Is(empty, scalekit.ErrTokenRequired), true)
}

func TestInvalidateToken(t *testing.T) {
	organization, made := newToken(t)

	succeeds(t, sdk.Token().InvalidateToken(t.Context(), made.Token))

	_, err := sdk.Token().ValidateToken(t.Context(), made.Token)
	equal(t, errors.Is(err, scalekit.ErrTokenValidationFailed), true)
	equal(t, len(must(sdk.Token().ListTokens(t.Context(), organization, scalekit.ListTokensOptions{}))(t).Tokens), 0)
	equal(t, errors.Is(sdk.Token().InvalidateToken(t.Context(), ""), scalekit.ErrTokenRequired), true)
}

func TestListTokensInPages(t *testing.T) {
	organization, made := newToken(t)
	other := must(sdk.Token().CreateToken(t.Context(), organization, scalekit.CreateTokenOptions{}))(t)
	list := func(of string, options scalekit.ListTokensOptions) (*scalekit.ListTokensResponse, error) {
		return sdk.Token().ListTokens(t.Context(), of, options)
	}

	var all []string
	for _, page := range pages(t, func(token string) (*scalekit.ListTokensResponse, error) {
		return list(organization, scalekit.ListTokensOptions{PageSize: 1, PageToken: token})
	}) {
		equal(t, len(page.Tokens), 1)
		all = append(all, page.Tokens[0].TokenId)
	}

	sameNames(t, all, made.TokenId, other.TokenId)
	theirs := must(list(organization, scalekit.ListTokensOptions{UserId: made.TokenInfo.GetUserId()}))(t)
	equal(t, len(theirs.Tokens), 1)
	_, unknown := list(nowhere, scalekit.ListTokensOptions{})
	_, invalid := list("nonsense", scalekit.ListTokensOptions{})
	_, many := list(organization, scalekit.ListTokensOptions{PageSize: 31})
	_, page := list(organization, scalekit.ListTokensOptions{PageToken: "nonsense"})
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
	refused(t, many, connect.CodeInvalidArgument, "page_size")
	refused(t, page, connect.CodeInvalidArgument, "page_token")
}

func TestUpdateToken(t *testing.T) {
	_, made := newToken(t)
	update := func(token, description string) (*scalekit.UpdateTokenResponse, error) {
		options := scalekit.UpdateTokenOptions{Description: &description, CustomClaims: map[string]string{"stage": "test"}}
		return sdk.Token().UpdateToken(t.Context(), token, options)
	}

	info := must(update(made.TokenId, "For nothing"))(t).TokenInfo

	equal(t, info.GetDescription(), "For nothing")
	equal(t, info.CustomClaims["stage"], "test")
	_, unknown := update(noToken, "For nothing")
	_, long := update(made.TokenId, strings.Repeat("d", 256))
	refused(t, unknown, connect.CodeNotFound)
	refused(t, long, connect.CodeInvalidArgument, "description")
}
