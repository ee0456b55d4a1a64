package suite

import (
	"errors"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/scalekit-inc/scalekit-sdk-go/v2"
	"github.com/scalekit-inc/scalekit-sdk-go/v2/pkg/grpc/scalekit/v1/directories"
)

const noDirectory = "dir_999999999999999999"

var okta = &directories.CreateDirectory{
	DirectoryType: directories.DirectoryType_SCIM, DirectoryProvider: directories.DirectoryProvider_OKTA,
}

func newDirectory(t *testing.T) (organization string, made *directories.Directory) {
	t.Helper()
	organization = newOrganization(t)
	return organization, must(sdk.Directory().CreateDirectory(t.Context(), organization, okta))(t).Directory
}

func TestCreateDirectory(t *testing.T) {
	organization, directory := newDirectory(t)
	create := func(of string, given *directories.CreateDirectory) error {
		_, err := sdk.Directory().CreateDirectory(t.Context(), of, given)
		return err
	}

	equal(t, directory.OrganizationId, organization)
	equal(t, directory.DirectoryType, directories.DirectoryType_SCIM)
	equal(t, directory.DirectoryProvider, directories.DirectoryProvider_OKTA)
	refused(t, create(nowhere, okta), connect.CodeNotFound)
	refused(t, create(organization, &directories.CreateDirectory{}), connect.CodeInvalidArgument, "directory_type")
}

func TestGetDirectory(t *testing.T) {
	organization, directory := newDirectory(t)
	get := func(of, id string) error {
		_, err := sdk.Directory().GetDirectory(t.Context(), of, id)
		return err
	}

	equal(t, must(sdk.Directory().GetDirectory(t.Context(), organization, directory.Id))(t).Directory.Id, directory.Id)
	refused(t, get(organization, noDirectory), connect.CodeNotFound)
	refused(t, get(globex, directory.Id), connect.CodeNotFound)
}

func TestListDirectories(t *testing.T) {
	organization, directory := newDirectory(t)

	equal(t, len(must(sdk.Directory().ListDirectories(t.Context(), organization))(t).Directories), 1)
	primary := must(sdk.Directory().GetPrimaryDirectoryByOrganizationId(t.Context(), organization))(t)
	equal(t, primary.Directory.Id, directory.Id)
	_, none := sdk.Directory().GetPrimaryDirectoryByOrganizationId(t.Context(), newOrganization(t))
	equal(t, errors.Is(none, scalekit.ErrDirectoryNotFound), true)
	_, unknown := sdk.Directory().ListDirectories(t.Context(), nowhere)
	_, invalid := sdk.Directory().ListDirectories(t.Context(), "nonsense")
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "organization_id")
}

func TestEnableAndDisableDirectory(t *testing.T) {
	organization, directory := newDirectory(t)
	enabled := func() bool {
		return must(sdk.Directory().GetDirectory(t.Context(), organization, directory.Id))(t).Directory.Enabled
	}

	equal(t, must(sdk.Directory().EnableDirectory(t.Context(), organization, directory.Id))(t).Enabled, true)
	equal(t, enabled(), true)
	equal(t, must(sdk.Directory().DisableDirectory(t.Context(), organization, directory.Id))(t).Enabled, false)
	equal(t, enabled(), false)
	_, unknown := sdk.Directory().EnableDirectory(t.Context(), organization, noDirectory)
	_, invalid := sdk.Directory().EnableDirectory(t.Context(), organization, "nonsense")
	_, off := sdk.Directory().DisableDirectory(t.Context(), organization, noDirectory)
	refused(t, unknown, connect.CodeNotFound)
	refused(t, invalid, connect.CodeInvalidArgument, "id")
	refused(t, off, connect.CodeNotFound)
}

func TestANewDirectoryHasNobody(t *testing.T) {
	organization, directory := newDirectory(t)
	list := map[string]func(of, id string, size uint32, token string) (int, error){
		"users": func(of, id string, size uint32, token string) (int, error) {
			page, err := sdk.Directory().ListDirectoryUsers(t.Context(), of, id, &scalekit.ListDirectoryUsersOptions{
				PageSize: size, PageToken: token, IncludeDetail: ptr(true), UpdatedAfter: &time.Time{},
			})
			return len(page.GetUsers()), err
		},
		"groups": func(of, id string, size uint32, token string) (int, error) {
			page, err := sdk.Directory().ListDirectoryGroups(t.Context(), of, id, &scalekit.ListDirectoryGroupsOptions{
				PageSize: size, PageToken: token, IncludeDetail: ptr(true), UpdatedAfter: &time.Time{},
			})
			return len(page.GetGroups()), err
		},
	}

	for what, list := range list {
		t.Run(what, func(t *testing.T) {
			equal(t, must(list(organization, directory.Id, 5, ""))(t), 0)
			_, unknown := list(organization, noDirectory, 5, "")
			_, invalid := list(organization, "nonsense", 5, "")
			_, many := list(organization, directory.Id, 31, "")
			_, page := list(organization, directory.Id, 5, "nonsense")
			refused(t, unknown, connect.CodeNotFound)
			refused(t, invalid, connect.CodeInvalidArgument, "directory_id")
			refused(t, many, connect.CodeInvalidArgument, "page_size")
			refused(t, page, connect.CodeInvalidArgument, "page_token")
		})
	}
}

func TestWhoIsInADirectory(t *testing.T) {
	var emails []string
	for _, page := range pages(t, func(token string) (*scalekit.ListDirectoryUsersResponse, error) {
		options := &scalekit.ListDirectoryUsersOptions{PageSize: 1, PageToken: token, IncludeDetail: ptr(true)}
		return sdk.Directory().ListDirectoryUsers(t.Context(), hooli, directory, options)
	}) {
		emails = append(emails, names(page.Users, func(of *directories.DirectoryUser) string { return of.Email })...)
	}
	groups := must(sdk.Directory().ListDirectoryGroups(t.Context(), hooli, directory, nil))(t).Groups

	sameNames(t, emails, "erin@hooli.example", "finn@hooli.example")
	sameNames(t, names(groups, func(of *directories.DirectoryGroup) string { return of.DisplayName }), "Engineering", "Sales")
}

func TestDeleteDirectory(t *testing.T) {
	organization, directory := newDirectory(t)

	succeeds(t, sdk.Directory().DeleteDirectory(t.Context(), organization, directory.Id))

	_, gone := sdk.Directory().GetDirectory(t.Context(), organization, directory.Id)
	refused(t, gone, connect.CodeNotFound)
	refused(t, sdk.Directory().DeleteDirectory(t.Context(), organization, directory.Id), connect.CodeNotFound)
}
