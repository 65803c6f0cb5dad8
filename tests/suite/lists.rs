//! Lists: pages and their totals, filters, order, search. `Companies.GetCompanies` stands for all of them.

use serde_json::{Value, json};
use ventanilla::records::company::Company;

use crate::calls::{at_once, each, execute, keys, rules, wait_for_search_index};
use crate::notifications::{Mailing, as_operator};
use crate::service::{Person, Service, services};

fn list(service: &Service, person: &Person, parameters: Value) -> Value {
    service.call(person, "GetCompanies", parameters)
}

fn names(service: &Service, person: &Person, query: &str) -> Vec<Value> {
    let found = list(service, person, json!({ "query": query }));
    let names = each(&found["companies"], "name");
    assert_eq!(found["total"], names.len(), "{query}");
    names
}

fn create(service: &Service, person: &Person, number: usize) -> Vec<Value> {
    let parameters = service.company(person, "Company");
    (0..number).map(|_| service.call(person, "CreateCompany", parameters.clone())["company"]["id"].clone()).collect()
}

#[test]
fn a_page_says_where_it_stands() {
    for service in services() {
        let ana = service.register("Ana");
        let empty = list(&service, &ana, json!({}));
        assert_eq!(empty, json!({ "total": 0, "current_page": 1, "last_page": 1, "next_cursor": null, "companies": [] }));
        let ids = create(&service, &ana, 7);
        let all = list(&service, &ana, json!({}));
        assert_eq!((&all["total"], &all["current_page"], &all["last_page"]), (&json!(7), &json!(1), &json!(1)));
        assert_eq!(each(&all["companies"], "id"), ids);
        for (size, page, last, expected) in
            [(3, 1, 3, &ids[0..3]), (3, 2, 3, &ids[3..6]), (3, 3, 3, &ids[6..]), (7, 1, 1, &ids[..]), (1, 4, 7, &ids[3..4])]
        {
            let found = list(&service, &ana, json!({ "pagination": size, "page": page.to_string() }));
            assert_eq!(each(&found["companies"], "id"), expected, "{size} {page}");
            assert_eq!((&found["total"], &found["current_page"], &found["last_page"]), (&json!(7), &json!(page), &json!(last)));
        }
        for page in [4, 5, 1_000_000_000] {
            let past = list(&service, &ana, json!({ "pagination": 3, "page": page }));
            assert_eq!(past, json!({ "total": 7, "current_page": page, "last_page": 3, "next_cursor": null, "companies": [] }));
        }
    }
}

#[test]
fn a_page_has_one_to_a_thousand_rows_and_five_hundred_where_nothing_is_said() {
    for service in services() {
        let ana = service.register("Ana");
        let first = service.create_company(&ana, "Company")["id"].clone();
        let columns = "profile_id, version, created_at, updated_at, client_number, slug, name, type_id, industry_id, inputs, search_text";
        let numbers = "WITH RECURSIVE numbers(number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1001)";
        let made = columns.replace("client_number, slug", "'N' || number, 's' || number");
        execute(&service, &format!("INSERT INTO companies ({columns}) {numbers} SELECT {made} FROM companies, numbers WHERE id = {first}"));
        execute(&service, "UPDATE counters SET amount = 1001 WHERE facet = 'companies'");
        for (pagination, rows, last) in [(None, 500, 3), (Some(1000), 1000, 2), (Some(1), 1, 1001)] {
            let parameters = pagination.map_or(json!({}), |size| json!({ "pagination": size }));
            let found = list(&service, &ana, parameters);
            assert_eq!(found["companies"].as_array().unwrap().len(), rows);
            assert_eq!((&found["total"], &found["last_page"]), (&json!(1001), &json!(last)));
        }
        for (key, value) in
            [("pagination", json!(0)), ("pagination", json!(1001)), ("pagination", json!(-1)), ("page", json!(0)), ("page", json!(-1))]
        {
            assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ key: value }))), [format!("{key} out_of_range")]);
        }
        for (key, value) in [("pagination", json!("many")), ("page", json!(1.5)), ("page", json!([1]))] {
            assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ key: value }))), [format!("{key} wrong_type")]);
        }
    }
}

#[test]
fn walking_the_pages_while_rows_are_created_neither_drops_nor_repeats_one() {
    for service in services() {
        let ana = service.register("Ana");
        let mut expected = create(&service, &ana, 10);
        let mut walked = Vec::new();
        let mut page = 1;
        loop {
            let found = list(&service, &ana, json!({ "pagination": 3, "page": page }));
            walked.extend(each(&found["companies"], "id"));
            assert_eq!(found["total"], expected.len());
            if page == found["last_page"].as_i64().unwrap() {
                break;
            }
            if page < 4 {
                expected.extend(create(&service, &ana, 1));
            }
            page += 1;
        }
        assert_eq!(walked, expected);
    }
}

#[test]
fn the_order_is_by_id_forwards_or_backwards() {
    for service in services() {
        let ana = service.register("Ana");
        let mut ids = create(&service, &ana, 5);
        assert_eq!(each(&list(&service, &ana, json!({ "sort": "id" }))["companies"], "id"), ids);
        ids.reverse();
        assert_eq!(each(&list(&service, &ana, json!({ "sort": "-id" }))["companies"], "id"), ids);
        let second = list(&service, &ana, json!({ "sort": "-id", "pagination": 2, "page": 2 }));
        assert_eq!(each(&second["companies"], "id"), &ids[2..4]);
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ "sort": "phone" }))), ["sort unknown_option"]);
    }
}

#[test]
fn who_does_not_need_the_total_is_not_told_it() {
    for service in services() {
        let ana = service.register("Ana");
        let ids = create(&service, &ana, 3);
        let found = list(&service, &ana, json!({ "with_total": false, "pagination": 2 }));
        assert_eq!(keys(&found), ["companies", "current_page", "next_cursor"]);
        assert_eq!(each(&found["companies"], "id"), &ids[..2]);
        assert!(found["next_cursor"].is_string());
        let last = list(&service, &ana, json!({ "with_total": false, "pagination": 3 }));
        assert!(last["next_cursor"].is_null(), "a full page is the last one");
        let past = list(&service, &ana, json!({ "with_total": false, "page": 9 }));
        assert_eq!(past, json!({ "current_page": 9, "next_cursor": null, "companies": [] }));
    }
}

#[test]
fn what_is_not_asked_for_leaves_its_key_out() {
    for service in services() {
        let ana = service.register("Ana");
        create(&service, &ana, 1);
        let plain = list(&service, &ana, json!({}))["companies"][0].clone();
        let expected = [
            "billing_name",
            "bio",
            "client_number",
            "contact_name",
            "contact_position",
            "created_at",
            "created_by",
            "credit_limit",
            "customer_since",
            "customer_status",
            "email",
            "external_ids",
            "id",
            "industry_id",
            "kind",
            "logo_id",
            "logo_url",
            "mobile",
            "name",
            "notes",
            "payment_terms",
            "phone",
            "primary_contact_id",
            "public",
            "rfc",
            "slug",
            "type_id",
            "updated_at",
            "user_id",
            "version",
            "website",
            "whatsapp",
        ];
        assert_eq!(keys(&plain), expected);
        let whole = list(&service, &ana, json!({ "with_inputs": true, "with_addresses": true }))["companies"][0].clone();
        assert_eq!(whole["inputs"], json!({}));
        assert!(whole.as_object().unwrap().contains_key("shipping_address") && whole["shipping_address"].is_null());
        assert!(whole.as_object().unwrap().contains_key("billing_address"));
    }
}

/// A company in the test's own memory, for counting by hand.
struct Remembered {
    id: Value,
    kind: usize,
    industry: usize,
    day: usize,
    name: &'static str,
}

/// Compares every combination of the filters with the same filters by hand.
#[track_caller]
fn compare(service: &Service, ana: &Person, types: &[i64], industries: &[i64], companies: &[Remembered]) {
    let chosen: [&[usize]; 3] = [&[], &[1], &[0, 2]];
    let ranges = [json!({}), json!({ "from": "02/01/24", "to": "02/01/24" }), json!({ "from": "02/01/24" })];
    let days: [&[usize]; 3] = [&[0, 1, 2], &[1], &[1, 2]];
    for kinds in chosen {
        for branches in chosen {
            for (range, days) in ranges.iter().zip(days) {
                for query in ["", "a", "lámina"] {
                    let expected: Vec<Value> = companies
                        .iter()
                        .filter(|company| kinds.is_empty() || kinds.contains(&company.kind))
                        .filter(|company| branches.is_empty() || branches.contains(&company.industry))
                        .filter(|company| days.contains(&company.day))
                        .filter(|company| query.len() < 3 || company.name == "LAMINADOS")
                        .filter(|company| query != "a" || company.name != "Ymp")
                        .map(|company| company.id.clone())
                        .collect();
                    let parameters = json!({
                        "company_type": kinds.iter().map(|kind| types[*kind]).collect::<Vec<_>>(),
                        "company_industry": branches.iter().map(|branch| industries[*branch]).collect::<Vec<_>>(),
                        "created_at": range,
                        "query": query,
                    });
                    let found = list(service, ana, parameters.clone());
                    assert_eq!(each(&found["companies"], "id"), expected, "{parameters}");
                    assert_eq!(found["total"], expected.len(), "{parameters}");
                }
            }
        }
    }
}

#[test]
fn all_filters_together_give_what_counting_by_hand_gives() {
    for service in services() {
        let ana = service.register("Ana");
        // The slug and the client number contain none of the letters that are searched for.
        let types = ["Prospect", "Customer", "Partner"].map(|name| service.entry(&ana, "company_types", name));
        let industries = ["Retail", "Health", "Services"].map(|name| service.entry(&ana, "company_industries", name));
        let mut companies = Vec::new();
        for number in 0..24 {
            let (kind, industry, day, name) = (number % 3, number / 3 % 3, number / 5 % 3, ["LAMINADOS", "Ymp", "Árbol"][number % 7 % 3]);
            let parameters = json!({
                "name": name, "type_id": types[kind], "industry_id": industries[industry],
                "client_number": format!("N{number}"), "slug": format!("s{number}"),
            });
            let id = service.call(&ana, "CreateCompany", parameters)["company"]["id"].clone();
            let moment = 1_704_067_200_000_000_i64 + i64::try_from(day).unwrap() * 86_400_000_000;
            execute(&service, &format!("UPDATE companies SET created_at = {moment} WHERE id = {id}"));
            companies.push(Remembered { id, kind, industry, day, name });
        }
        compare(&service, &ana, &types, &industries, &companies);
        wait_for_search_index(&service);
        for position in [20, 11, 2] {
            let gone = companies.remove(position);
            service.call(&ana, "DeleteCompany", json!({ "company_id": gone.id }));
        }
        for company in companies.iter_mut().step_by(4) {
            (company.kind, company.industry, company.name) = (2 - company.kind, (company.industry + 1) % 3, "LAMINADOS");
            let parameters = json!({
                "company_id": company.id, "name": company.name,
                "type_id": types[company.kind], "industry_id": industries[company.industry],
            });
            service.call(&ana, "EditCompany", parameters);
        }
        compare(&service, &ana, &types, &industries, &companies);
    }
}

#[test]
fn a_filter_that_names_a_foreign_entry_is_wrong_at_its_place() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let own = service.entry(&ana, "company_types", "Customer");
        let foreign = service.entry(&berta, "company_types", "Customer");
        let industry = service.entry(&ana, "company_industries", "Retail");
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "GetCompanies", parameters));
        assert_eq!(wrong(json!({ "company_type": foreign })), ["company_type unknown_id"]);
        assert_eq!(wrong(json!({ "company_type": [own, foreign, 999_999] })), ["company_type.1 unknown_id", "company_type.2 unknown_id"]);
        assert_eq!(
            wrong(json!({ "company_type": industry, "company_industry": [own] })),
            ["company_industry.0 unknown_id", "company_type unknown_id"]
        );
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": own, "retired": true }));
        assert_eq!(list(&service, &ana, json!({ "company_type": own }))["total"], 0);
    }
}

#[test]
fn a_search_minds_neither_case_nor_accents_and_takes_every_character_as_itself() {
    for service in services() {
        let ana = service.register("Ana");
        let names_of_all = [
            "Café México",
            "100% Algodón",
            "snake_case",
            "back\\slash",
            "say \"hi\"",
            "O'Neil",
            "株式会社東京",
            "🏭🏭🏭 Fábrica",
            "Straße",
            "AND OR NOT",
            "(brackets) [x] {y} ^z * -",
        ];
        for (position, name) in names_of_all.into_iter().enumerate() {
            let mut parameters = service.company(&ana, name);
            parameters["client_number"] = json!(format!("N.{position}"));
            parameters["slug"] = json!(format!("z{position}"));
            service.call(&ana, "CreateCompany", parameters);
        }
        // The first round comes before the texts are in the index, the second after.
        for _ in 0..2 {
            for (query, expected) in [
                ("mexico", vec!["Café México"]),
                ("MÉXICO", vec!["Café México"]),
                ("me\u{301}xico", vec!["Café México"]),
                ("  cafe m  ", vec!["Café México"]),
                ("é", vec!["Café México", "snake_case", "O'Neil", "Straße", "(brackets) [x] {y} ^z * -"]),
                ("%", vec!["100% Algodón"]),
                ("0%", vec!["100% Algodón"]),
                ("100%", vec!["100% Algodón"]),
                ("1%0", vec![]),
                ("_", vec!["snake_case"]),
                ("e_c", vec!["snake_case"]),
                ("s_ake", vec![]),
                ("\\", vec!["back\\slash"]),
                ("k\\s", vec!["back\\slash"]),
                ("\"", vec!["say \"hi\""]),
                ("\"hi\"", vec!["say \"hi\""]),
                ("'", vec!["O'Neil"]),
                ("o'n", vec!["O'Neil"]),
                ("東京", vec!["株式会社東京"]),
                ("会社東", vec!["株式会社東京"]),
                ("🏭", vec!["🏭🏭🏭 Fábrica"]),
                ("🏭🏭🏭", vec!["🏭🏭🏭 Fábrica"]),
                ("🏭🏭🏭🏭", vec![]),
                ("AND OR", vec!["AND OR NOT"]),
                ("say*", vec![]),
                ("^z *", vec!["(brackets) [x] {y} ^z * -"]),
                ("* -", vec!["(brackets) [x] {y} ^z * -"]),
                ("name:say", vec![]),
                ("' OR 1=1 --", vec![]),
            ] {
                let found = names(&service, &ana, query);
                let expected: Vec<Value> = expected.into_iter().map(Value::from).collect();
                assert_eq!(found, expected, "{query}");
            }
            assert_eq!(names(&service, &ana, "  ").len(), 11, "nothing to search for is no filter");
            wait_for_search_index(&service);
        }
    }
}

#[test]
fn a_search_looks_into_each_of_the_companys_own_texts() {
    for service in services() {
        let ana = service.register("Ana");
        let texts = [
            ("name", "Zacatecas"),
            ("client_number", "QX-7781"),
            ("slug", "aguascalientes"),
            ("website", "https://durango.example"),
            ("phone", "+52 449 111"),
            ("mobile", "+52 55 222"),
            ("whatsapp", "+52 33 333"),
            ("email", "ventas@colima.example"),
            ("bio", "Hace tornillos"),
            ("billing_name", "Industrias Nayarit"),
            ("rfc", "XAXX010101000"),
        ];
        let mut parameters = service.company(&ana, "Company");
        for (key, text) in texts {
            parameters[key] = json!(text);
        }
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        service.create_company(&ana, "Other");
        for (key, text) in texts {
            assert_eq!(company[key], text);
            let found = list(&service, &ana, json!({ "query": text.to_uppercase() }));
            assert_eq!(each(&found["companies"], "id"), [company["id"].clone()], "{key}");
        }
    }
}

#[test]
fn a_search_finds_telephone_numbers_by_their_digits() {
    for service in services() {
        let ana = service.register("Ana");
        for (name, number) in [("A", "+52 (33) 1234-5678"), ("B", "33 1234 5678"), ("C", "33.1234.5678 ext. 12"), ("D", "55 8765 4321")] {
            let mut parameters = service.company(&ana, name);
            parameters["phone"] = json!(number);
            service.call(&ana, "CreateCompany", parameters);
        }
        for _ in 0..2 {
            for asked in ["3312345678", "33 1234 5678", "+52 33 1234 5678", "0052-33-1234-5678", "(33) 1234.5678", "12345678", "123456"] {
                assert_eq!(names(&service, &ana, asked), ["A", "B", "C"], "{asked}");
            }
            assert_eq!(names(&service, &ana, "87654321"), ["D"]);
            // Fewer digits are a text like any other.
            assert_eq!(names(&service, &ana, "33 123"), ["B"]);
            wait_for_search_index(&service);
        }
    }
}

#[test]
fn a_search_looks_into_the_texts_among_the_inputs() {
    for service in services() {
        let ana = service.register("Ana");
        let inputs = [("note", "string", json!([])), ("segment", "list", json!(["Gold plated"])), ("employees", "integer", json!([]))];
        for (slug, kind, options) in inputs {
            let asked = json!({ "entity": "company", "slug": slug, "name": slug, "type": kind, "options": options });
            service.call(&ana, "CreateInput", asked);
        }
        let mut parameters = service.company(&ana, "Acme");
        parameters["inputs"] = json!({ "note": "Prefiere café", "segment": "Gold plated", "employees": 774_411 });
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        assert_eq!(names(&service, &ana, "prefiere CAFE"), ["Acme"]);
        assert_eq!(names(&service, &ana, "d plat"), ["Acme"]);
        assert_eq!(names(&service, &ana, "774411"), Vec::<Value>::new(), "a number is no text");
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "inputs": { "note": null } }));
        assert_eq!(names(&service, &ana, "prefiere"), Vec::<Value>::new());
    }
}

#[test]
fn a_search_is_exact_right_after_a_record_was_created_edited_or_deleted() {
    for service in services() {
        let ana = service.register("Ana");
        for settled in [false, true] {
            let settle = || {
                if settled {
                    wait_for_search_index(&service);
                }
            };
            let company = service.create_company(&ana, "Primavera")["id"].clone();
            assert_eq!(names(&service, &ana, "primav"), ["Primavera"]);
            settle();
            assert_eq!(names(&service, &ana, "primav"), ["Primavera"]);
            service.call(&ana, "EditCompany", json!({ "company_id": company, "name": "Otoño", "slug": "s", "client_number": "1" }));
            assert!(names(&service, &ana, "primav").is_empty());
            assert_eq!(names(&service, &ana, "otono"), ["Otoño"]);
            settle();
            assert!(names(&service, &ana, "primav").is_empty());
            assert_eq!(names(&service, &ana, "ot"), ["Otoño"]);
            service.call(&ana, "DeleteCompany", json!({ "company_id": company }));
            assert!(names(&service, &ana, "otono").is_empty());
            settle();
            assert!(names(&service, &ana, "otono").is_empty());
        }
    }
}

#[test]
fn one_profiles_search_finds_nothing_of_another() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        service.create_company(&ana, "Primavera");
        for _ in 0..2 {
            assert!(names(&service, &berta, "primavera").is_empty());
            assert!(names(&service, &berta, "pr").is_empty());
            wait_for_search_index(&service);
        }
    }
}

#[test]
fn totals_stay_exact_when_many_write_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = service.company(&ana, "Company");
        at_once(8, |_| {
            for round in 0..4 {
                let id = service.call(&ana, "CreateCompany", parameters.clone())["company"]["id"].clone();
                if round % 2 == 0 {
                    service.call(&ana, "DeleteCompany", json!({ "company_id": id }));
                }
            }
        });
        for filter in [json!({}), json!({ "company_type": parameters["type_id"] }), json!({ "query": "company" })] {
            let found = list(&service, &ana, filter);
            assert_eq!(found["total"], 16);
            assert_eq!(found["companies"].as_array().unwrap().len(), 16);
        }
    }
}

#[test]
fn walking_the_pages_while_many_write_at_once_neither_drops_nor_repeats_a_row() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = service.company(&ana, "Company");
        let writing = std::sync::atomic::AtomicUsize::new(8);
        let walks = at_once(9, |number| {
            let mut walked = Vec::new();
            if number > 0 {
                for _ in 0..40 {
                    service.call(&ana, "CreateCompany", parameters.clone());
                }
                writing.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                return walked;
            }
            let mut page = 1;
            loop {
                let over = writing.load(std::sync::atomic::Ordering::SeqCst) == 0;
                let found = list(&service, &ana, json!({ "pagination": 2, "page": page }));
                let ids = each(&found["companies"], "id");
                if ids.len() == 2 || over {
                    walked.extend(ids);
                    page += 1;
                }
                if over && page > found["last_page"].as_i64().unwrap() {
                    return walked;
                }
            }
        });
        let expected = each(&list(&service, &ana, json!({}))["companies"], "id");
        assert_eq!(walks[0], expected, "{}", service.database.url);
    }
}

/// A page may name more records than one query can bind ids: SQLite takes 32,766 values.
#[test]
fn more_ids_than_a_query_binds_are_looked_up_all_the_same() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].as_i64().unwrap();
        let found = as_operator(&service.database.url, &ana, Mailing::Off, |manager| manager.by_ids::<Company>(1..=40_000)).unwrap();
        assert_eq!(found.into_keys().collect::<Vec<_>>(), [company]);
    }
}

/// A script that writes its filters from sets writes them each time in another order.
#[test]
fn a_cursor_leads_on_however_the_same_filters_are_written() {
    for service in services() {
        let ana = service.register("Ana");
        for (slug, kind) in [("size", "integer"), ("ratio", "double"), ("flag", "checkbox")] {
            service.call(&ana, "CreateInput", json!({ "entity": "company", "slug": slug, "name": slug, "type": kind }));
        }
        let kinds = ["Prospect", "Customer"].map(|name| service.entry(&ana, "company_types", name));
        for number in 0..4 {
            let mut company = service.company(&ana, &format!("Caf\u{e9} {number}"));
            company["type_id"] = json!(kinds[number % 2]);
            company["inputs"] = json!({ "size": 1 + number % 2, "ratio": "0.3", "flag": true });
            service.call(&ana, "CreateCompany", company);
        }
        let [one, other] = kinds;
        for (written, otherwise) in [
            (json!({ "company_type": [one, other] }), json!({ "company_type": [other, one, other] })),
            (json!({ "inputs": { "flag": true } }), json!({ "inputs": { "flag": "Yes" } })),
            (json!({ "inputs": { "size": [1, 2] } }), json!({ "inputs": { "size": ["2", 1] } })),
            (json!({ "inputs": { "ratio": "0.30" } }), json!({ "inputs": { "ratio": 0.3 } })),
            (json!({ "inputs": { "size": [] } }), json!({})),
            (json!({ "query": "caf\u{e9}" }), json!({ "query": "CAFE\u{301}" })),
        ] {
            let mut begin = written.clone();
            (begin["cursor"], begin["pagination"]) = (Value::Null, json!(1));
            let first = service.call(&ana, "GetCompanies", begin);
            let mut further = otherwise.clone();
            (further["cursor"], further["pagination"]) = (first["next_cursor"].clone(), json!(1));
            let second = service.try_call(&ana, "GetCompanies", further).envelope()["response"].clone();
            assert!(second["companies"].is_array(), "{written} {otherwise}: {second}");
            assert_ne!(first["companies"][0]["id"], second["companies"][0]["id"], "{written} {otherwise}");
            assert_eq!(second["total"], first["total"], "{written} {otherwise}");
        }
    }
}

#[test]
fn names_of_several_lines_are_sorted_as_a_whole() {
    for service in services() {
        let ana = service.register("Ana");
        for name in ["T\nb", "T", "T\na"] {
            service.create_company(&ana, name);
        }
        let sorted = service.call(&ana, "GetCompanies", json!({ "sort": "name" }));
        assert_eq!(each(&sorted["companies"], "name"), ["T", "T\na", "T\nb"]);
    }
}

#[test]
fn each_wrong_owner_of_a_filter_is_told_in_one_answer() {
    for service in services() {
        let ana = service.register("Ana");
        for method in ["GetCompanies", "GetContacts", "GetProducts", "GetLeads", "GetOpportunities", "GetTickets"] {
            let reply = service.try_call(&ana, method, json!({ "user_id": [999, "x"] }));
            assert_eq!(reply.wrong(), ["user_id.0", "user_id.1"], "{method}");
        }
    }
}
