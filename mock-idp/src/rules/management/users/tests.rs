//! Changes of users by an application's server, and their effects on tokens and pages.

mod account;
mod invitation;
mod listing;
mod membership;
mod roles;

use serde_json::{Value, json};

use crate::rules::management::OperationError;
use crate::testing::{ACME, World};

const ALICE_ID: &str = "usr_100000000000000001";
const BOB_ID: &str = "usr_100000000000000002";
const CAROL_ID: &str = "usr_100000000000000003";

const ERIN: &str = "erin@initech.example";

impl World {
    /// Calls an operation on users.
    fn users(&mut self, method: &str, request: Value) -> Result<Value, OperationError> {
        self.manage(&format!("users.UserService/{method}"), request)
    }

    /// Creates Erin in Acme, and returns her id.
    fn erin(&mut self, send_invitation_email: bool) -> String {
        let request = json!({
            "organization_id": ACME,
            "user": { "email": ERIN },
            "send_invitation_email": send_invitation_email,
        });
        let created = self.users("CreateUserAndMembership", request);
        let id = created.expect("the address is free")["user"]["id"].clone();
        id.as_str().expect("an id").to_owned()
    }

    /// Returns Erin's membership in Acme, as the API describes it.
    fn place_of_erin(&mut self, id: &str) -> Value {
        let user = self.users("GetUser", json!({ "id": id }));
        user.expect("she exists")["user"]["memberships"][0].clone()
    }
}
