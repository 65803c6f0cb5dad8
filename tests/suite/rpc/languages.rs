//! Sentences in English and Spanish: the language of an answer, and that all of the answer is in it.

use serde_json::{Value, json};
use ventanilla::sentences::Language;

use crate::service::{Person, Reply, Service, databases, services};

/// Sends a call, with this language as `Accept-Language` if there is one.
fn ask(service: &Service, token: Option<&str>, accepted: Option<&str>, body: &Value) -> Reply {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
    headers.extend(accepted.map(|accepted| ("Accept-Language", accepted)));
    service.send_with("/api", &headers, body.to_string().as_bytes())
}

fn missing(person: &Person) -> Value {
    json!({ "method": "GetCompany", "parameters": { "profile_id": person.profile_id, "search_by": "id", "search_value": 999 } })
}

const ENGLISH: &str = "There is no such company.";
const SPANISH: &str = "No existe esa empresa.";

#[track_caller]
fn says(reply: &Reply, language: &str, sentence: &str) {
    assert_eq!(reply.envelope()["error"], sentence, "{}", reply.text);
    assert_eq!(reply.header("content-language"), Some(language));
    let varies = reply.header("vary").unwrap_or_default();
    assert!(varies.contains("Accept-Language"), "{varies}");
}

#[test]
fn a_caller_is_answered_in_the_language_that_the_request_accepts() {
    for service in services() {
        let ana = service.register("Ana");
        for (accepted, language, sentence) in [
            (None, "en", ENGLISH),
            (Some("es"), "es", SPANISH),
            (Some("ES-mx"), "es", SPANISH),
            (Some("es-419, en;q=0.9"), "es", SPANISH),
            (Some("en-GB,es;q=0.3"), "en", ENGLISH),
            (Some("en;q=0.2, es;q=0.8"), "es", SPANISH),
            (Some("fr, de;q=0.9, es;q=0.1"), "es", SPANISH),
            (Some("fr"), "en", ENGLISH),
            (Some("*"), "en", ENGLISH),
            (Some("es;q=0, en"), "en", ENGLISH),
            (Some("es;q=0"), "en", ENGLISH),
            (Some(";;;"), "en", ENGLISH),
            (Some(""), "en", ENGLISH),
        ] {
            let reply = ask(&service, Some(&ana.token), accepted, &missing(&ana));
            says(&reply, language, sentence);
            reply.failure("not_found");
        }
    }
}

#[test]
fn without_an_accepted_language_it_is_the_users_own_and_then_the_services() {
    for database in databases() {
        let service = Service::start(database, |settings| settings.language = Language::Spanish);
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        says(&ask(&service, Some(&ana.token), None, &missing(&ana)), "es", SPANISH);
        service.post(Some(&ana.token), "Auth.EditProfile", json!({ "language": "en" })).success();
        says(&ask(&service, Some(&ana.token), None, &missing(&ana)), "en", ENGLISH);
        says(&ask(&service, Some(&ana.token), Some("es"), &missing(&ana)), "es", SPANISH);
        says(&ask(&service, Some(&ana.token), Some("fr"), &missing(&ana)), "en", ENGLISH);
        says(&ask(&service, Some(&berta.token), None, &missing(&berta)), "es", SPANISH);
        // The call fails before its caller is known, so the service's language applies.
        says(
            &ask(&service, None, None, &missing(&ana)),
            "es",
            "Este método necesita un token: falta el encabezado Authorization: Bearer <token>.",
        );
    }
}

#[test]
fn code_rule_and_path_stay_and_each_detail_has_its_values() {
    for service in services() {
        let ana = service.register("Ana");
        let call = json!({ "method": "GetCompanies", "parameters": { "profile_id": ana.profile_id, "pagination": "x", "nombre": 1 } });
        let [english, spanish] =
            ["en", "es"].map(|language| ask(&service, Some(&ana.token), Some(language), &call).envelope()["response"]["details"].clone());
        let (english, spanish) = (english.as_array().expect("details"), spanish.as_array().expect("details"));
        assert_eq!(english.len(), 2);
        for (english, spanish) in english.iter().zip(spanish) {
            for key in ["path", "rule", "values"] {
                assert_eq!(english[key], spanish[key]);
            }
            assert_ne!(english["message"], spanish["message"]);
        }
        let unknown = english.iter().find(|detail| detail["rule"] == "unknown_parameter").expect("the unknown one");
        assert_eq!(unknown["values"]["name"], "nombre");
    }
}

#[test]
fn json_rpc_batches_and_upserts_speak_it_inside_too() {
    for service in services() {
        let ana = service.register("Ana");
        let missing = missing(&ana);
        let params = &missing["parameters"];
        let request = json!({ "jsonrpc": "2.0", "method": "Companies.GetCompany", "params": params, "id": 1 });
        let reply = ask(&service, Some(&ana.token), Some("es"), &request);
        assert_eq!(reply.document()["error"]["message"], SPANISH, "{}", reply.text);
        assert_eq!(reply.header("content-language"), Some("es"));

        let batch = json!({ "method": "Batch.Run", "parameters": { "atomic": false, "calls": [missing] } });
        let replies = ask(&service, Some(&ana.token), Some("es"), &batch).success();
        assert_eq!(replies["replies"][0]["error"], SPANISH);
        let batch = json!({ "method": "Batch.Run", "parameters": { "calls": [missing] } });
        says(&ask(&service, Some(&ana.token), Some("es"), &batch), "es", "Llamada 0: No existe esa empresa.");

        let records = json!([{ "id": 999, "name": "X" }, { "external_ids": { "sap": "1" } }]);
        let parameters = json!({ "profile_id": ana.profile_id, "entity": "company", "records": records });
        let outcomes = ask(&service, Some(&ana.token), Some("es"), &json!({ "method": "Sync.Upsert", "parameters": parameters })).success();
        assert_eq!(outcomes["results"][0]["error"], SPANISH, "{outcomes}");
        assert_eq!(outcomes["results"][1]["details"][0]["message"], "Este parámetro es obligatorio.", "{outcomes}");

        let array = json!([missing, missing]);
        let reply = ask(&service, Some(&ana.token), Some("es"), &array);
        assert_eq!(reply.document()[1]["error"], SPANISH);
    }
}

#[test]
fn what_is_no_call_is_told_in_it_too() {
    for service in services() {
        let spanish = [("Accept-Language", "es"), ("Content-Type", "application/json")];
        for (body, sentence) in [
            ("[]", "La lista no contiene ninguna llamada."),
            ("{", "El cuerpo no es una llamada que se pueda leer: no es JSON válido (línea 1, columna 1)."),
            (
                r#"{"method": "System.Ping", "method": "System.Ping"}"#,
                "El cuerpo no es una llamada que se pueda leer: la clave \"method\" aparece dos veces en un objeto.",
            ),
        ] {
            says(&service.send_with("/api", &spanish, body.as_bytes()), "es", sentence);
        }
        says(&service.get_with("/nothing", &spanish), "es", "No hay nada en esta dirección. Las llamadas se envían con POST /api.");
        says(&service.send_with("/api", &[("Accept-Language", "es")], b"{}"), "es", "Falta el encabezado Content-Type: application/json.");
    }
}

#[test]
fn a_kept_reply_keeps_its_language() {
    for service in services() {
        let ana = service.register("Ana");
        let mut upsert = json!({ "method": "Sync.Upsert", "parameters": { "profile_id": ana.profile_id, "entity": "company", "records": [{ "id": 999 }] } });
        upsert["idempotency_key"] = json!("once");
        let first = ask(&service, Some(&ana.token), Some("es"), &upsert);
        assert_eq!(first.success()["results"][0]["error"], SPANISH);
        let again = ask(&service, Some(&ana.token), Some("en"), &upsert);
        assert_eq!(again.text, first.text);
        assert_eq!((again.header("idempotency-replayed"), again.header("content-language")), (Some("true"), Some("es")));
    }
}

/// The setting accepts one of two languages.
#[test]
fn a_language_that_is_none_is_a_mistake_in_the_settings() {
    use clap::Parser;
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: ventanilla::config::ServeArguments,
    }
    assert!(Line::try_parse_from(["ventanilla", "--language", "fr"]).is_err());
    let line = Line::try_parse_from(["ventanilla", "--language", "es"]).unwrap_or_else(|cause| panic!("{cause}"));
    assert_eq!(line.serve.language, Language::Spanish);
}

/// A call that fails before the database is asked is answered in the user's language, too, and so is each call of an array.
#[test]
fn what_fails_before_the_database_is_asked_is_told_in_the_users_own_language() {
    for service in services() {
        let ana = service.register("Ana");
        service.post(Some(&ana.token), "Auth.EditProfile", json!({ "language": "es" })).success();
        service.post(Some(&ana.token), "Auth.GetProfile", json!({})).success();
        let (unknown, known) = (json!({ "method": "Nope.X" }), missing(&ana));
        let reply = ask(&service, Some(&ana.token), None, &unknown);
        assert_eq!(reply.header("content-language"), Some("es"));
        assert!(reply.envelope()["error"].as_str().expect("a sentence").starts_with("No existe"), "{}", reply.text);
        let reply = ask(&service, Some(&ana.token), None, &json!([unknown, known]));
        let answers = reply.document();
        for answer in answers.as_array().expect("an array") {
            assert!(answer["error"].as_str().expect("a sentence").starts_with("No existe"), "{answers}");
        }
        // A language that is taken back is no longer the user's.
        service.post(Some(&ana.token), "Auth.EditProfile", json!({ "language": null })).success();
        service.post(Some(&ana.token), "Auth.GetProfile", json!({})).success();
        assert_eq!(ask(&service, Some(&ana.token), None, &unknown).header("content-language"), Some("en"));
    }
}
