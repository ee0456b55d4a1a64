//! The container image without a container: its layout is read, and its root file system serves in a chroot.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::super::names::CRATE;
use super::{FINDING, Place, SIGNED_IN, path, trial};
use crate::process::{finish, read};

/// The user of the image, who is nobody on any machine.
const USER: &str = "65532:65532";

/// Reads the layout, starts the fake in the unpacked layers, signs somebody in from outside, and looks at the verdict.
pub(super) fn run(archive: &Path) -> Result<(), String> {
    is_laid_out(archive)?;
    let place = Place::new()?;
    let root = unpacked(&place, archive)?;
    let serving = Serving::start(&root)?;
    let url = serving.ready["environment_url"].as_str().ok_or("it printed no environment URL")?;
    finish(&mut chroot(&root, &["healthy", url]))?;
    let mut visitor = place.command("sh", &[&trial("sign-in.sh")]);
    for (variable, field) in [
        ("MOCK_IDP_CONTROL_URL", "/control_url"),
        // A fake that listens beyond loopback is steered with its token alone.
        ("MOCK_IDP_CONTROL_TOKEN", "/control_token"),
        ("SCALEKIT_ENVIRONMENT_URL", "/environment_url"),
        ("SCALEKIT_CLIENT_ID", "/client_id"),
        ("SCALEKIT_CLIENT_SECRET", "/client_secret"),
        ("SCALEKIT_REDIRECT_URI", "/redirect_uris/0"),
    ] {
        let value = serving.ready.pointer(field).and_then(Value::as_str);
        visitor.env(variable, value.ok_or_else(|| format!("it printed no {field}"))?);
    }
    let said = read(&mut visitor)?;
    let token = serving.ready["control_token"].as_str().unwrap_or_default();
    let (bearer, page) = (format!("Authorization: Bearer {token}"), format!("{url}/_mock/verdict"));
    let verdict = ["-sSf", "-H", "Accept: text/plain", "-H", &bearer, &page];
    let verdict = read(&mut place.command("curl", &verdict))?;
    if said.contains(SIGNED_IN) && verdict.contains(FINDING) {
        Ok(())
    } else {
        Err(format!("{said}{verdict}"))
    }
}

/// Reads the image's description: its entry point, its user, and how its health is looked at.
fn is_laid_out(archive: &Path) -> Result<(), String> {
    let image = format!("docker-archive:{}", path(archive));
    let described = read(Command::new("skopeo").args(["inspect", "--config", &image]))?;
    let described: Value = serde_json::from_str(&described).map_err(|why| why.to_string())?;
    let raw = read(Command::new("skopeo").args(["inspect", "--config", "--raw", &image]))?;
    let raw: Value = serde_json::from_str(&raw).map_err(|why| why.to_string())?;
    let binary = format!("/usr/bin/{CRATE}");
    let wanted = [
        (&described["config"]["Entrypoint"], json!([binary])),
        (&described["config"]["User"], json!(USER)),
        // Docker's own, which the OCI's description has not.
        (&raw["config"]["Healthcheck"]["Test"], json!(["CMD", binary, "healthy"])),
    ];
    match wanted.into_iter().find(|(found, wanted)| *found != wanted) {
        Some((found, wanted)) => {
            Err(format!("the image's description has {found}, and not {wanted}"))
        }
        None => Ok(()),
    }
}

/// Unpacks the layers of the image, one over the other.
fn unpacked(place: &Place, archive: &Path) -> Result<PathBuf, String> {
    let root = place.folder().join("root");
    fs::create_dir(&root).map_err(|why| why.to_string())?;
    place.finish("tar", &["-xf", &path(archive)])?;
    let manifest =
        fs::read_to_string(place.folder().join("manifest.json")).map_err(|why| why.to_string())?;
    let manifest: Value = serde_json::from_str(&manifest).map_err(|why| why.to_string())?;
    let layers = manifest[0]["Layers"].as_array().ok_or("the archive names no layers")?;
    for layer in layers.iter().filter_map(Value::as_str) {
        place.finish("tar", &["-xf", layer, "-C", "root"])?;
    }
    // The folder of the trial is closed to the user of the image.
    place.finish("chmod", &["755", "."])?;
    Ok(root)
}

fn chroot(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("chroot");
    command
        .arg(format!("--userspec={USER}"))
        .arg(root)
        .arg(format!("/usr/bin/{CRATE}"))
        .args(arguments);
    command.env_clear().env("XDG_DATA_HOME", "/data").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command
}

/// The fake in the root file system. It ends when this is dropped.
struct Serving {
    child: Child,
    /// What it printed when it was ready.
    ready: Value,
}

impl Serving {
    fn start(root: &Path) -> Result<Self, String> {
        let mut command = chroot(root, &["serve", "--bind", "0.0.0.0", "--port", "0", "--json"]);
        let mut child =
            command.stdout(Stdio::piped()).spawn().map_err(|why| format!("chroot: {why}"))?;
        let mut line = String::new();
        let out = child.stdout.take().expect("stdout is piped");
        let read = BufReader::new(out).read_line(&mut line);
        let mut serving = Self { child, ready: Value::Null };
        read.map_err(|why| why.to_string())?;
        serving.ready = serde_json::from_str(&line).map_err(|_| format!("it printed `{line}`"))?;
        Ok(serving)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
