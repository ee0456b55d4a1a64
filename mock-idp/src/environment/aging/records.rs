//! The fields of each record that are times, or have times in them.

use super::Age;
use crate::environment::{
    ApiToken, AuthRequest, Client, ClientKind, ClientSecret, Code, Connection, Directory, Domain,
    EmailCode, Ended, Grant, Identity, Invitation, MachineClient, Mail, Membership, Organization,
    Passkey, PasswordlessRequest, Permission, PortalLink, RefreshStage, RefreshToken, Revoked,
    Rotation, Session, Stage, Taken, User, WebhookEndpoint,
};

macro_rules! times {
    ($($record:ty: $($field:ident),+;)+) => {
        $(impl Age for $record {
            fn age(&mut self, seconds: u32) {
                $(self.$field.age(seconds);)+
            }
        })+
    };
}

times! {
    ApiToken: created_at, expires_at, invalidated_at;
    AuthRequest: stage, taken, expires_at;
    Client: kind, created_at, updated_at;
    ClientSecret: created_at, last_used_at;
    Code: expires_at, redeemed_at;
    Connection: created_at, updated_at;
    Directory: created_at, last_synced_at;
    Domain: created_at;
    EmailCode: sent_at, expires_at;
    Ended: at;
    // Its access tokens are kept by the `exp` in them.
    Grant: authenticated_at, revoked;
    Identity: created_at, last_login_at;
    Invitation: created_at, expires_at, resent_at, accepted_at;
    MachineClient: secrets, created_at, updated_at;
    Mail: sent_at, expires_at;
    Membership: created_at, invitation;
    Organization: created_at, updated_at;
    Passkey: created_at, updated_at;
    PasswordlessRequest: expires_at, wrong;
    Permission: created_at, updated_at;
    PortalLink: expires_at, opened_at;
    RefreshToken: stage;
    Revoked: at;
    Rotation: at;
    Session: created_at, authenticated_at, last_active_at, idle_expires_at, absolute_expires_at, ended;
    Taken: at;
    User: memberships, created_at, updated_at, last_login_at;
    WebhookEndpoint: created_at;
}

impl Age for ClientKind {
    fn age(&mut self, seconds: u32) {
        match self {
            Self::Web(secrets) => secrets.age(seconds),
            Self::Spa | Self::Native => {}
        }
    }
}

impl Age for Stage {
    fn age(&mut self, seconds: u32) {
        match self {
            Self::Code(code) => code.age(seconds),
            Self::Email | Self::Organization { .. } | Self::Answered | Self::Upstream(_) => {}
        }
    }
}

impl Age for RefreshStage {
    fn age(&mut self, seconds: u32) {
        match self {
            Self::Live => {}
            Self::Rotated(rotation) => rotation.age(seconds),
        }
    }
}
