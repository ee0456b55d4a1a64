//! nginx before an application, with TLS.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::installed::on_path;
use crate::supervisor::Supervisor;
use crate::{not_installed, say};

/// What nginx writes once it listens.
const READY: &str = "start worker process";

/// How often a start is tried: between the choice of a port and the start, another process can take the port.
const TRIES: usize = 5;

/// The parts of a `server` block that a test decides.
#[derive(Debug)]
pub struct Places {
    /// Where nginx is reached with TLS.
    pub tls_port: u16,
    /// Where it is reached in the clear.
    pub clear_port: u16,
    /// The certificate of the hosts, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

/// A running nginx, with a certificate of an authority of its own. It ends with the process that started it.
#[derive(Debug)]
pub struct Nginx {
    places: Places,
    authority: String,
    folder: PathBuf,
    _supervisor: Supervisor,
}

impl Nginx {
    /// Starts nginx with what stands in its context `http`, if it is installed, and says in one line whether it did. The
    /// certificate is for these hosts.
    ///
    /// # Panics
    ///
    /// When it is installed and does not start; when it is not installed and the variable `CI` is set.
    pub fn start(hosts: &[&str], http: impl Fn(&Places) -> String) -> Option<Self> {
        let Some(program) = on_path("nginx").or_else(|| at("/usr/sbin/nginx")) else {
            not_installed("nginx");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        let authority = certify(hosts, &certificate, &key);
        let mut last_words = String::new();
        for _ in 0..TRIES {
            let [tls_port, clear_port] = free_ports();
            let (certificate, key) = (certificate.clone(), key.clone());
            let places = Places { tls_port, clear_port, certificate, key };
            fs::write(folder.join("nginx.conf"), configuration(&http(&places))).expect("a file");
            let mut command = Command::new(&program);
            command.arg("-p").arg(&folder).args(["-c", "nginx.conf", "-e", "stderr"]);
            match Supervisor::try_start(&command, "TERM", &folder, READY) {
                Ok(supervisor) => {
                    say("nginx runs for these tests");
                    return Some(Self { places, authority, folder, _supervisor: supervisor });
                }
                Err(log) => last_words = log,
            }
        }
        panic!("nginx does not start: {last_words}");
    }

    /// Returns where it is.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Returns the certificate of the authority, in PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns what it has written to a log of this name.
    pub fn log(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }
}

fn at(path: &str) -> Option<PathBuf> {
    let program = PathBuf::from(path);
    program.is_file().then_some(program)
}

/// Returns the whole configuration. Everything that nginx writes goes to its own folder, and it runs as whoever runs the
/// tests.
fn configuration(http: &str) -> String {
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folders = folders.map(|of| format!("    {of}_temp_path {of};\n")).concat();
    format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr notice;\nevents {{}}\n\
         http {{\n    access_log off;\n{folders}{http}\n}}\n"
    )
}

/// Returns two ports that were free a moment ago.
fn free_ports() -> [u16; 2] {
    let bound = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let listeners = [bound(), bound()];
    listeners.each_ref().map(|listener| listener.local_addr().expect("an address").port())
}

/// Writes a certificate for these hosts and its key, and returns the authority that has issued it.
fn certify(hosts: &[&str], certificate: &Path, key: &Path) -> String {
    let generated = || KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new([]).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, generated()).expect("an authority");
    let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let of_hosts = generated();
    let params = CertificateParams::new(hosts).expect("names of hosts");
    let issued = params.signed_by(&of_hosts, &authority).expect("a certificate");
    fs::write(certificate, issued.pem()).expect("a file");
    fs::write(key, of_hosts.serialize_pem()).expect("a file");
    authority.pem()
}
