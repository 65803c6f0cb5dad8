//! The store of files, with the real program: the environment's settings choose a folder or a bucket.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::crash::Node;
use crate::files::{PNG, encoded, picture};
use crate::service::{Folder, PASSWORD, databases};

/// The content of a bucket, by the path of the request that put it there.
type Objects = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// A bucket of S3 that does what the service needs: PUT and GET of whole objects, with the bucket in the path. Requests must be
/// signed with the key's name; the signature itself is not verified.
struct Bucket {
    address: SocketAddr,
    objects: Objects,
}

impl Bucket {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let bucket = Bucket { address: listener.local_addr().expect("an address"), objects: Objects::default() };
        let objects = Arc::clone(&bucket.objects);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let objects = Arc::clone(&objects);
                std::thread::spawn(move || serve(&stream, &objects));
            }
        });
        bucket
    }

    fn paths(&self) -> Vec<String> {
        self.objects.lock().expect("no server has panicked").keys().cloned().collect()
    }
}

/// Answers one request after another on a connection.
fn serve(stream: &TcpStream, objects: &Objects) {
    let mut reader = BufReader::new(stream);
    loop {
        let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let Some((first, headers)) = head.split_first() else { return };
        let header = |wanted: &str| {
            let named = headers.iter().filter_map(|line| line.split_once(':'));
            named.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
        };
        let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the body that was announced");
        let is_signed = header("authorization").is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=KEY/"));
        let mut words = first.split(' ');
        let (verb, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
        let mut objects = objects.lock().expect("no server has panicked");
        let (status, content) = match (is_signed, verb) {
            (false, _) => ("403 Forbidden", Vec::new()),
            (true, "PUT") => {
                objects.insert(path, body);
                ("200 OK", Vec::new())
            }
            (true, "GET") => match objects.get(&path) {
                Some(content) => ("200 OK", content.clone()),
                None => ("404 Not Found", Vec::new()),
            },
            (true, "DELETE") => {
                objects.remove(&path);
                ("204 No Content", Vec::new())
            }
            _ => ("405 Method Not Allowed", Vec::new()),
        };
        drop(objects);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"tag\"\r\nLast-Modified: Sun, 22 Nov 2026 08:00:00 GMT\r\n\r\n",
            content.len()
        );
        let mut stream = stream;
        if stream.write_all(&[head.as_bytes(), &content].concat()).is_err() {
            return;
        }
    }
}

/// A client with a token and a profile.
struct Client<'n> {
    node: &'n Node,
    token: String,
    profile_id: i64,
}

impl<'n> Client<'n> {
    fn register(node: &'n Node) -> Self {
        let parameters =
            json!({ "name": "Ana", "email": "ana@example.com", "company": "Ana's", "password": PASSWORD, "c_password": PASSWORD });
        let token = post(node, None, "Auth.Register", parameters).1["response"]["token"].as_str().expect("a token").to_owned();
        let profiles = post(node, Some(&token), "Profiles.GetProfiles", json!({})).1;
        Client { node, token, profile_id: profiles["response"]["profiles"][0]["id"].as_i64().expect("an id") }
    }

    fn upload(&self, bytes: &[u8]) -> (u16, Value) {
        let parameters = json!({ "profile_id": self.profile_id, "content": encoded(bytes) });
        post(self.node, Some(&self.token), "Files.Upload", parameters)
    }

    fn upload_as(&self, number: &str, bytes: &[u8]) -> (u16, Value) {
        let parameters = json!({ "profile_id": self.profile_id, "content": encoded(bytes), "external_ids": { "sap": number } });
        post(self.node, Some(&self.token), "Files.Upload", parameters)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn post(node: &Node, token: Option<&str>, method: &str, parameters: Value) -> (u16, Value) {
    let mut request = agent().post(format!("http://{}/api", node.address)).header("Content-Type", "application/json");
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let mut reply = request.send(json!({ "method": method, "parameters": parameters }).to_string()).expect("an answer");
    (reply.status().as_u16(), reply.body_mut().read_json().expect("JSON"))
}

fn fetch(node: &Node, path: &str) -> (u16, Vec<u8>) {
    let mut reply = agent().get(format!("http://{}{path}", node.address)).call().expect("an answer");
    (reply.status().as_u16(), reply.body_mut().read_to_vec().expect("a body"))
}

const KEYS: [(&str, &str); 3] = [("AWS_ACCESS_KEY_ID", "KEY"), ("AWS_SECRET_ACCESS_KEY", "SECRET"), ("AWS_REGION", "us-east-1")];

fn node_on_s3(url: &str, address: SocketAddr, place: &str) -> Node {
    let endpoint = format!("http://{address}");
    let mut environment = KEYS.to_vec();
    environment.extend([("AWS_ENDPOINT", endpoint.as_str()), ("AWS_ALLOW_HTTP", "true"), ("VENTANILLA_FILES", place)]);
    Node::start_with(url, &environment)
}

#[test]
fn pictures_are_kept_in_a_bucket_where_the_settings_say_so() {
    for database in databases() {
        for (place, prefix) in [("s3://crm", "/crm"), ("s3://crm/pictures/of-ours", "/crm/pictures/of-ours")] {
            let database = if place == "s3://crm" { &database } else { &databases().remove(0) };
            let bucket = Bucket::open();
            let node = node_on_s3(&database.url, bucket.address, place);
            let ana = Client::register(&node);
            let (status, reply) = ana.upload(PNG);
            assert_eq!(status, 200, "{reply}");
            let file = &reply["response"]["file"];
            let path = format!("{prefix}/{}/{}", ana.profile_id, file["stored_as"].as_str().expect("a key"));
            assert_eq!(bucket.paths(), [path]);
            assert_eq!(fetch(&node, file["url"].as_str().expect("an address")), (200, PNG.to_vec()));
            // The same picture again is the same object.
            assert_eq!(ana.upload(PNG).1["response"]["file"]["id"], file["id"]);
            assert_eq!(ana.upload(&picture("another")).0, 200);
            assert_eq!(bucket.paths().len(), 2);
            // A write that fails after its content was stored removes the content again.
            assert_eq!(ana.upload_as("1", &picture("named")).0, 200);
            let (status, reply) = ana.upload_as("1", &picture("of the same name"));
            assert_eq!((status, &reply["response"]["code"]), (409, &json!("conflict")), "{reply}");
            assert_eq!(bucket.paths().len(), 3);
        }
    }
}

#[test]
fn a_bucket_that_is_gone_is_unavailable_and_nobody_else_minds() {
    for database in databases() {
        // The port was free a moment ago, so nobody listens there.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let node = node_on_s3(&database.url, address, "s3://crm");
        let ana = Client::register(&node);
        let (status, reply) = ana.upload(PNG);
        assert_eq!((status, &reply["response"]["code"]), (503, &json!("unavailable")), "{reply}");
        let (status, reply) = post(&node, Some(&ana.token), "Profiles.GetProfiles", json!({}));
        assert_eq!(status, 200, "{reply}");
    }
}

/// A store that never answers holds up the calls that wait for it, and no sign-in.
#[test]
fn a_bucket_that_is_slow_holds_up_no_sign_in() {
    for database in databases() {
        // The system accepts the connections, and nobody answers them.
        let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let node = node_on_s3(&database.url, silent.local_addr().expect("an address"), "s3://crm");
        let ana = Client::register(&node);
        std::thread::scope(|scope| {
            let uploads: Vec<_> = (0..40)
                .map(|number| {
                    let ana = &ana;
                    scope.spawn(move || ana.upload(&picture(&number.to_string())).0)
                })
                .collect();
            // More uploads wait than a node has connections to its database, or threads for passwords.
            let connections: Vec<_> = (0..30).map(|_| silent.accept().expect("an upload")).collect();
            let (status, reply) = post(&node, None, "Auth.Login", json!({ "email": "ana@example.com", "password": PASSWORD }));
            assert_eq!(status, 200, "{reply}");
            assert!(uploads.iter().all(|upload| !upload.is_finished()), "the sign-in did not wait for an upload");
            drop((connections, silent));
            for upload in uploads {
                assert_eq!(upload.join().expect("an upload ends"), 503);
            }
        });
    }
}

#[test]
fn a_folder_of_ones_own_is_made_and_used() {
    let folder = Folder::new();
    let database = databases().remove(0);
    let pictures = folder.path().join("a/b");
    let node = Node::start_with(&database.url, &[("VENTANILLA_FILES", &format!("file:{}", pictures.display()))]);
    let ana = Client::register(&node);
    let file = ana.upload(PNG).1["response"]["file"].clone();
    let kept = pictures.join(ana.profile_id.to_string()).join(file["stored_as"].as_str().expect("a key"));
    assert_eq!(std::fs::read(kept).expect("it is there"), PNG);
}
