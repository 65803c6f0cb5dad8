//! Sends a message to an endpoint: one request, to an address that the guard permits.

use std::net::SocketAddr;

use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::PATIENCE;
use crate::auth::cryptography::choose_cryptography;
use crate::auth::guard::Guard;
use crate::auth::webhook_secret::signatures;
use crate::errand::{brief, chain};
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::modules::webhooks::message::Message;
use crate::records::webhook::Webhook;
use crate::sentences::{Language, Sentence};

/// The bytes of an answer that are read, so that its connection can be used again.
const READ: usize = 4_096;

/// The answer of an endpoint.
#[derive(Debug)]
pub struct Answer {
    pub status_code: Option<u16>,
    /// The reason why the message does not count as delivered; none if it does.
    pub failure: Option<String>,
}

impl Answer {
    pub fn failed(failure: impl AsRef<str>) -> Self {
        Answer { status_code: None, failure: Some(brief(failure.as_ref())) }
    }

    /// Judges the status: 2xx is a success, and any other status a failure.
    fn of(response: &Response, language: Language) -> Self {
        let status = response.status();
        let failure = match status {
            status if status.is_success() => None,
            status if status.is_redirection() => Some(Sentence::EndpointRedirects { status: status.to_string() }),
            status => Some(Sentence::EndpointAnswered { status: status.to_string() }),
        };
        Answer { status_code: Some(status.as_u16()), failure: failure.map(|sentence| sentence.text(language).into_owned()) }
    }
}

/// The HTTP clients. Encrypted messages may go to other addresses than open ones, and have connections of their own.
pub struct Transport {
    guard: Guard,
    /// The language of noted failures: they are not told to anybody in particular.
    language: Language,
    encrypted: Client,
    open: Client,
}

impl Transport {
    /// Makes the clients. They trust the system's certificates.
    pub fn new(guard: &Guard, language: Language) -> Result<Self> {
        choose_cryptography();
        let client = |encrypted: bool| {
            let resolver = Resolver { guard: guard.clone(), language, encrypted };
            let client = Client::builder()
                .user_agent(concat!("ventanilla/", env!("CARGO_PKG_VERSION")))
                .timeout(PATIENCE)
                .redirect(Policy::none())
                .no_proxy()
                .https_only(encrypted)
                .dns_resolver(resolver);
            client.build().map_err(Error::internal)
        };
        Ok(Transport { guard: guard.clone(), language, encrypted: client(true)?, open: client(false)? })
    }

    /// Makes one attempt.
    pub async fn send(&self, webhook: &Webhook, message: &Message, now: Instant) -> Answer {
        let secrets = webhook.secrets(now);
        let (url, signature) = match (Url::parse(&webhook.url), signatures(secrets, &message.id, now.seconds(), &message.body)) {
            (Ok(url), Ok(signature)) => (url, signature),
            (Err(cause), _) => return Answer::failed(chain(&cause)),
            (_, Err(cause)) => return Answer::failed(chain(&cause)),
        };
        // A host that is an address is not resolved; and a host that was permitted once may be forbidden by now.
        if let Err(violation) = self.guard.check(&url) {
            return Answer::failed(violation.sentence.text(self.language));
        }
        let client = if url.scheme() == "https" { &self.encrypted } else { &self.open };
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", now.seconds())
            .header("webhook-signature", signature)
            .body(message.body.clone());
        match request.send().await {
            Ok(response) => {
                let answer = Answer::of(&response, self.language);
                drain(response).await;
                answer
            }
            Err(cause) if cause.is_timeout() => {
                Answer::failed(Sentence::EndpointSilent { seconds: PATIENCE.as_secs() }.text(self.language))
            }
            Err(cause) => Answer::failed(chain(&cause.without_url())),
        }
    }
}

/// Reads the beginning of the answer's body, which nobody needs.
async fn drain(mut response: Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > READ {
            break;
        }
    }
}

/// Resolves names, and hands on only the addresses that the guard permits.
struct Resolver {
    guard: Guard,
    language: Language,
    encrypted: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, language, encrypted) = (self.guard.clone(), self.language, self.encrypted);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted = permitted(&guard, encrypted, found).map_err(|refused| refused.text(language))?;
            Ok(Box::new(permitted.into_iter()) as Box<dyn Iterator<Item = SocketAddr> + Send>)
        })
    }
}

/// The addresses of a name that the guard permits; if there are none, the reason.
fn permitted(guard: &Guard, encrypted: bool, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Sentence> {
    let mut refused = None;
    let mut permitted = Vec::new();
    for address in found {
        match guard.judge(address.ip(), encrypted) {
            Ok(()) => permitted.push(address),
            Err(violation) => refused = Some(violation.sentence),
        }
    }
    match refused {
        Some(sentence) if permitted.is_empty() => Err(*sentence),
        _ => Ok(permitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_addresses_each_is_judged() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let guard = Guard::new(vec!["10.1.0.0/16".parse().unwrap()]);
        let mixed = addresses(&["127.0.0.1:0", "1.1.1.1:0", "[::ffff:169.254.169.254]:0", "10.1.2.3:0", "[2606:4700::1]:0", "[::1]:0"]);
        let permitted = |encrypted, found: Vec<SocketAddr>| permitted(&guard, encrypted, found.into_iter());
        assert_eq!(permitted(true, mixed.clone()), Ok(addresses(&["1.1.1.1:0", "10.1.2.3:0", "[2606:4700::1]:0"])));
        assert_eq!(permitted(false, mixed), Ok(addresses(&["10.1.2.3:0"])));
        // The address inside the network is not told.
        let refused = permitted(true, addresses(&["10.2.0.1:0"])).unwrap_err().to_string();
        assert!(refused.contains("is not on the public internet") && !refused.contains("10.2"), "{refused}");
        assert_eq!(permitted(true, Vec::new()), Ok(Vec::new()));
    }
}
