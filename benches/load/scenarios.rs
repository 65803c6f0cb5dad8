//! The scenarios: the order of the measurements, the baseline of each, and its target.
//!
//! Invariants: on each size of database the reads come before the writes. The service's search index is brought up to date
//! after each round of writes, so that this work is not done in the baseline's time; the sustained writes count it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::calls::{OWN, json_of, post, send, serve, sign_in};
use crate::data::Folder;
use crate::filled::{Database, Filled};
use crate::generator::{Connections, Requests, Round, request, request_with_key};
use crate::neighbour::{self, Tenants};
use crate::processes::{Cores, Server};
use crate::report::{Check, Measured, Numbers, Report, median};
use crate::{Outcome, baseline, postgres};

/// The size of the pages in every list that is measured.
pub const PAGE: i64 = 50;

/// The size at which every number of connections is measured, or the greatest size below it.
const MIDDLE: u64 = 100_000;

pub fn run(arguments: &Arguments) -> Outcome<Report> {
    let cores = Cores::divide();
    let folder = Folder::new()?;
    let mut report = Report::new(arguments, cores.describe());
    println!("{}", report.machine);
    for size in &arguments.sizes {
        // The database is made before the load is moved to its own cores, so that all cores make it.
        let database = folder.database(*size, "unused.db")?;
        folder.remove(&database);
    }
    cores.move_here();
    let middle =
        arguments.sizes.iter().copied().filter(|size| *size <= MIDDLE).max().or(arguments.sizes.first().copied()).unwrap_or(MIDDLE);
    let largest = arguments.sizes.last().copied().unwrap_or(MIDDLE);
    for size in &arguments.sizes {
        let mut place = Place::open(arguments, &cores, &folder, *size)?;
        let few: Vec<usize> = arguments.connections.iter().copied().filter(|number| [1, 64].contains(number)).collect();
        place.measure(&mut report, if *size == middle { &arguments.connections } else { &few }, *size == middle)?;
        if *size == middle {
            place.lists(&mut report, &few)?;
            place.leads(&mut report, &few)?;
            place.measure_before(&mut report, &few)?;
        }
        if *size == largest {
            place.searches(&mut report)?;
            place.conversions(&mut report)?;
            place.orders(&mut report)?;
            place.sustained(&mut report)?;
            place.neighbour(&mut report)?;
            let mut filled = place.filled()?;
            filled.segments(arguments, &mut report)?;
            filled.health(arguments, &mut report)?;
            filled.dashboard(arguments, &mut report)?;
        }
        let memory = place.service.memory();
        report.note(format!("Memory of the service after the load, {size} companies: {:.0} MiB", mebibytes(memory)));
        report.check(Check::at_most(format!("memory after the load, {size} companies"), mebibytes(memory), 100.0, "MiB"));
        place.close(&mut report, *size == largest)?;
    }
    postgres::measure(arguments, &cores, &mut report)?;
    report.flatness();
    Ok(report)
}

/// The servers on one size of database.
pub struct Place<'a> {
    pub arguments: &'a Arguments,
    cores: &'a Cores,
    folder: &'a Folder,
    pub companies: u64,
    pub database: PathBuf,
    pub baseline_database: PathBuf,
    pub service: Server,
    /// The baseline, started as soon as the service's replies are known.
    baseline: Option<Server>,
    /// The earlier commit's service, started if there is one and its turn has come.
    before: Option<Before>,
    pub token: String,
    type_id: i64,
    entries: Entries,
    /// The number of companies of the type whose pages are read.
    total: i64,
    /// The name that the cursors have for that list.
    list: String,
    /// The parameters of a new opportunity, but for its title.
    opportunity: String,
    created: u64,
    random: u64,
}

/// A service of an earlier commit, with a database of its own.
struct Before {
    server: Server,
    database: PathBuf,
    token: String,
    entries: Entries,
}

/// The server that a load goes to.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Service,
    ByHand,
    Before,
}

/// The catalog entries of the companies that are created.
#[derive(Clone, Copy)]
struct Entries {
    /// The type of the created companies: another than the one whose pages are read.
    type_id: i64,
    industry_id: i64,
}

impl<'a> Place<'a> {
    fn open(arguments: &'a Arguments, cores: &'a Cores, folder: &'a Folder, companies: u64) -> Outcome<Self> {
        let database = folder.database(companies, &format!("service-{companies}.db"))?;
        let baseline_database = folder.database(companies, &format!("baseline-{companies}.db"))?;
        let service = start_service(Path::new(OWN), arguments, cores, &database)?;
        let token = sign_in(&service)?;
        let type_id = *entries(&service, &token, "company_types")?.first().ok_or("no types")?;
        let entries = Entries::of(&service, &token)?;
        let mut place = Place {
            arguments,
            cores,
            folder,
            companies,
            database,
            baseline_database,
            service,
            baseline: None,
            before: None,
            token,
            type_id,
            entries,
            total: 0,
            list: String::new(),
            opportunity: String::new(),
            created: 0,
            random: 0x9e37_79b9_7f4a_7c15,
        };
        place.opportunity = place.opportunity_parameters()?;
        place.start_baseline()?;
        Ok(place)
    }

    /// The parameters of an opportunity with five lines: its company is that of the first opportunity, its products are not
    /// retired.
    fn opportunity_parameters(&self) -> Outcome<String> {
        let first = json_of(&send(&self.service, "/api", &self.token, &opportunities_body())?)?["response"]["opportunities"][0].take();
        let products = json_of(&post(&self.service, &self.token, "Products.GetProducts", json!({ "profile_id": 1 }))?)?;
        let products = products["response"]["products"].as_array().ok_or("no products")?.iter();
        let sold = products.filter(|product| product["retired"] == false).filter_map(|product| product["id"].as_i64());
        let line = |id| format!(r#"{{"product_id":{id},"amount":2,"price":1189.5,"discount":10,"tax":0.16,"total":2736.44}}"#);
        let lines: Vec<String> = sold.take(5).map(line).collect();
        let [user, stage, company, contact] = ["user_id", "stage_id", "company_id", "contact_id"].map(|name| first[name].clone());
        Ok(format!(
            r#""profile_id":1,"user_id":{user},"value":13682.2,"estimated_end_at":"2027-01-31","prospect_type":"existing","operation_type":"new","stage_id":{stage},"company_id":{company},"contact_id":{contact},"want_products":true,"want_tax":true,"products":[{}],"notify":false"#,
            lines.join(",")
        ))
    }

    /// Starts the baseline and verifies that its answers and its rows are the service's.
    fn start_baseline(&mut self) -> Outcome<()> {
        let create = self.create_body();
        let created = send(&self.service, "/api", &self.token, &create)?;
        let written = last_written(&self.database, COMPANY)?;
        let create_opportunity = self.create_opportunity_body();
        let opportunity = send(&self.service, "/api", &self.token, &create_opportunity)?;
        let written_opportunity = last_written(&self.database, OPPORTUNITY)?;
        let opportunities = send(&self.service, "/api", &self.token, &opportunities_body())?;
        let first = send(&self.service, "/api", &self.token, &self.page_body(1))?;
        self.total = json_of(&first)?["response"]["total"].as_i64().ok_or("no total")?;
        self.list = list_of(&json_of(&first)?["response"]["next_cursor"])?;
        let ping = send(&self.service, "/api", "", br#"{"method":"System.Ping"}"#)?;
        let settings = baseline::Settings {
            address: Server::free_address()?,
            workers: self.cores.workers(),
            database: self.baseline_database.clone(),
            ping: self.folder.file("ping.json"),
            page: self.folder.file("page.json"),
            user_id: written.user_id,
            token_id: written.token_id.clone(),
        };
        std::fs::write(&settings.ping, &ping)?;
        std::fs::write(&settings.page, &first)?;
        let last = send(&self.service, "/api", &self.token, &self.page_body(self.last_page()))?;
        let (first_path, last_path) = (self.page_path(1), self.page_path(self.last_page()));
        let mut command = self.cores.serving(&std::env::current_exe()?);
        settings.write(&mut command);
        let baseline = self.baseline.insert(Server::start(command, settings.address)?);

        same("the first page", &first, &send(baseline, &first_path, "", b"{}")?)?;
        same("the first page", &first, &send(baseline, &first_path.replace("/page", "/plain-page"), "", b"{}")?)?;
        same("the last page", &last, &send(baseline, &last_path, "", b"{}")?)?;
        let company = send(&self.service, "/api", &self.token, &company_body(7))?;
        same("a company", &company, &send(baseline, "/company/7", "", b"{}")?)?;
        same("a ping", &ping, &send(baseline, "/constant/ping", "", b"{}")?)?;
        same("what a creation answers", &without_times(&created)?, &without_times(&send(baseline, "/create", "", &create)?)?)?;
        same_rows(&written, &last_written(&self.baseline_database, COMPANY)?)?;
        let by_hand = send(baseline, "/create-opportunity", "", &create_opportunity)?;
        same("what the creation of an opportunity answers", &without_times(&opportunity)?, &without_times(&by_hand)?)?;
        same_rows(&written_opportunity, &last_written(&self.baseline_database, OPPORTUNITY)?)?;
        same("the opportunities", &opportunities, &send(baseline, "/opportunities", "", b"{}")?)
    }

    fn close(self, report: &mut Report, starts: bool) -> Outcome<()> {
        self.baseline.map(Server::stop).transpose()?;
        self.service.stop()?;
        if starts && self.arguments.wants("start") {
            let mut times = Vec::new();
            for _ in 0..5 {
                let begin = Instant::now();
                let service = start_service(Path::new(OWN), self.arguments, self.cores, &self.database)?;
                send(&service, "/api", &self.token, br#"{"method":"Profiles.GetProfiles"}"#)?;
                times.push(milliseconds(begin.elapsed()));
                service.stop()?;
            }
            let (middle, greatest) = (median(&times), times.iter().copied().fold(0.0, f64::max));
            report.note(format!(
                "First answer after start, {} companies: {middle:.1} ms (median of 5; at most {greatest:.1} ms)",
                self.companies
            ));
            report.check(Check::at_most(format!("first answer after start, {} companies", self.companies), middle, 100.0, "ms"));
        }
        self.folder.remove(&self.database);
        self.folder.remove(&self.baseline_database);
        Ok(())
    }

    /// Measures everything that has a baseline.
    fn measure(&mut self, report: &mut Report, connections: &[usize], whole: bool) -> Outcome<()> {
        let (first, last) = (1, self.last_page());
        let token = self.token.clone();
        for number in connections {
            let number = *number;
            if whole {
                let ping = fixed("/api", "", br#"{"method":"System.Ping"}"#);
                let constant = fixed("/constant/ping", "", br#"{"method":"System.Ping"}"#);
                self.compare(report, "ping", number, &ping, Some(("a constant body", &constant)), at(number, &[(64, 0.75)]))?;
                let profiles = fixed("/api", &token, br#"{"method":"Profiles.GetProfiles"}"#);
                self.compare(report, "profiles", number, &profiles, None, None)?;
            }
            for (name, page) in [("page, first", first), ("page, last", last)] {
                let service = fixed("/api", &token, &self.page_body(page));
                let by_hand = fixed(&self.page_path(page), &token, &self.page_body(page));
                self.compare(report, name, number, &service, Some(("the same by hand", &by_hand)), at(number, &[(64, 0.70)]))?;
            }
            if whole && number == 64 {
                let constant = fixed("/constant/page", &token, &self.page_body(first));
                let service = fixed("/api", &token, &self.page_body(first));
                let plain = fixed(&self.page_path(first).replace("/page", "/plain-page"), &token, &self.page_body(first));
                self.compare(report, "page, first", number, &service, Some(("by hand, rows as structs of their own", &plain)), None)?;
                self.compare(report, "page, first", number, &service, Some(("a constant body of its size", &constant)), None)?;
            }
            self.compare(
                report,
                "company",
                number,
                &Load::Company,
                Some(("the same by hand", &Load::CompanyByHand)),
                at(number, &[(64, 0.60)]),
            )?;
            let service = fixed("/api", &token, &opportunities_body());
            let by_hand = fixed("/opportunities", &token, &opportunities_body());
            self.compare(report, "opportunities, all with_*", number, &service, Some(("the same by hand", &by_hand)), None)?;
        }
        for number in connections {
            let targets = at(*number, &[(1, 0.70), (64, 0.60)]);
            self.compare(report, "create", *number, &Load::Create, Some(("the same by hand", &Load::CreateByHand)), targets)?;
            let by_hand = Some(("the same by hand", &Load::CreateOpportunityByHand));
            self.compare(report, "create opportunity", *number, &Load::CreateOpportunity, by_hand, None)?;
        }
        Ok(())
    }

    /// Compares a create with an idempotency key with a create without one at an earlier commit.
    fn measure_before(&mut self, report: &mut Report, connections: &[usize]) -> Outcome<()> {
        const NAME: &str = "create with a key";
        const MOST: f64 = 1.5;
        let Some(program) = self.arguments.before.as_deref().filter(|_| self.arguments.wants(NAME)) else { return Ok(()) };
        let database = self.folder.database_of(program, self.companies, "before.db")?;
        let server = start_service(program, self.arguments, self.cores, &database)?;
        let token = sign_in(&server)?;
        let entries = Entries::of(&server, &token)?;
        self.before = Some(Before { server, database, token, entries });
        for number in connections {
            let earlier = ("without one, at the earlier commit", &Load::CreateBefore);
            let measured = self.alternate(NAME, *number, &Load::CreateWithKey, Side::Before, Some(earlier), None)?;
            let (by_clock, by_processor) = measured.times_as_long();
            for (what, times) in [("time", by_clock), ("processor time", by_processor)] {
                let what = format!("{what} of a create with a key to that of one at the earlier commit, connections: {number}");
                report.check(Check::at_most(what, times, MOST, "times"));
            }
            report.add(measured);
        }
        self.compare_before(report, connections)?;
        if let Some(Before { server, database, .. }) = self.before.take() {
            server.stop()?;
            self.folder.remove(&database);
        }
        Ok(())
    }

    /// Alternates the same calls at this service and at the earlier commit's: nothing may have become slower.
    fn compare_before(&mut self, report: &mut Report, connections: &[usize]) -> Outcome<()> {
        const MOST: f64 = 1.03;
        let (ping, page) = (br#"{"method":"System.Ping"}"#, self.page_body(1));
        let earlier = self.before().token.clone();
        for number in connections {
            let loads = [
                ("ping", fixed("/api", "", ping), fixed("/api", "", ping)),
                ("page, first", fixed("/api", &self.token, &page), fixed("/api", &earlier, &page)),
                ("company", Load::Company, Load::CompanyBefore),
                ("create", Load::Create, Load::CreateBefore),
            ];
            for (name, own, before) in loads {
                let name = format!("{name}, to before");
                let measured =
                    self.alternate(&name, *number, &own, Side::Before, Some(("the same at the earlier commit", &before)), None)?;
                let (by_clock, by_processor) = measured.times_as_long();
                for (what, times) in [("time", by_clock), ("processor time", by_processor)] {
                    report.check(Check::at_most(format!("{what} of {name}, connections: {number}"), times, MOST, "times"));
                }
                report.add(measured);
            }
        }
        Ok(())
    }

    /// Compares the service with the baseline.
    fn compare(
        &mut self,
        report: &mut Report,
        name: &str,
        number: usize,
        service: &Load,
        baseline: Option<(&'static str, &Load)>,
        target: Option<f64>,
    ) -> Outcome<()> {
        if self.arguments.wants(name) {
            report.add(self.alternate(name, number, service, Side::ByHand, baseline, target)?);
        }
        Ok(())
    }

    /// Alternates rounds of the service and of the other side.
    pub fn alternate(
        &mut self,
        name: &str,
        number: usize,
        service: &Load,
        other_side: Side,
        baseline: Option<(&'static str, &Load)>,
        target: Option<f64>,
    ) -> Outcome<Measured> {
        let mut own = Connections::open(self.service.address, number)?;
        let mut other = Connections::open(self.server(other_side).address, number)?;
        let warm_up = self.arguments.round.mul_f64(0.3);
        self.round(&mut own, Side::Service, service, warm_up)?;
        if let Some((_, load)) = baseline {
            self.round(&mut other, other_side, load, warm_up)?;
        }
        let (mut own_rounds, mut other_rounds) = (Vec::new(), Vec::new());
        for _ in 0..self.arguments.rounds {
            if let Some((_, load)) = baseline {
                other_rounds.push(self.round(&mut other, other_side, load, self.arguments.round)?);
            }
            own_rounds.push(self.round(&mut own, Side::Service, service, self.arguments.round)?);
        }
        let measured = Measured::new(
            name,
            self.companies,
            number,
            Numbers::of(&own_rounds),
            baseline.map(|(what, _)| what),
            &other_rounds,
            target,
            &own_rounds,
        );
        println!("{}", measured.line());
        Ok(measured)
    }

    /// Runs one round and reads the processor time that the server took for it.
    fn round(&mut self, connections: &mut Connections, side: Side, load: &Load, duration: Duration) -> Outcome<(Round, Duration)> {
        let before = self.server(side).processor_time();
        let round = {
            let mut requests = self.requests(load);
            connections.drive(&mut requests, duration)?
        };
        let taken = self.server(side).processor_time().saturating_sub(before);
        match load {
            Load::Create | Load::CreateWithKey | Load::CreateOpportunity => wait_for_the_index(&self.database)?,
            Load::CreateBefore => wait_for_the_index(&self.before().database)?,
            _ => {}
        }
        Ok((round, taken))
    }

    pub fn server(&self, side: Side) -> &Server {
        match side {
            Side::Service => &self.service,
            Side::ByHand => self.baseline.as_ref().expect("the baseline is started with the place"),
            Side::Before => &self.before().server,
        }
    }

    fn before(&self) -> &Before {
        self.before.as_ref().expect("the earlier service is started before it is measured")
    }

    fn requests<'r>(&'r mut self, load: &'r Load) -> Box<Requests<'r>> {
        match load {
            Load::Fixed(bytes) => Box::new(move |into| into.extend_from_slice(bytes)),
            Load::Company => Box::new(move |into| {
                let id = self.random_id();
                request("/api", &self.token, &company_body(id), into);
            }),
            Load::CompanyBefore => Box::new(move |into| {
                let id = self.random_id();
                request("/api", &self.before().token, &company_body(id), into);
            }),
            Load::CompanyByHand => Box::new(move |into| {
                let id = self.random_id();
                request(&format!("/company/{id}"), &self.token, &company_body(id), into);
            }),
            Load::Create => Box::new(move |into| {
                let body = self.create_body();
                request("/api", &self.token, &body, into);
            }),
            Load::CreateWithKey => Box::new(move |into| {
                let body = self.create_body();
                request_with_key("/api", &self.token, self.created, &body, into);
            }),
            Load::CreateBefore => Box::new(move |into| {
                let body = self.create_body_for(self.before().entries);
                request("/api", &self.before().token, &body, into);
            }),
            Load::CreateByHand => Box::new(move |into| {
                let body = self.create_body();
                request("/create", &self.token, &body, into);
            }),
            Load::CreateOpportunity => Box::new(move |into| {
                let body = self.create_opportunity_body();
                request("/api", &self.token, &body, into);
            }),
            Load::CreateOpportunityByHand => Box::new(move |into| {
                let body = self.create_opportunity_body();
                request("/create-opportunity", &self.token, &body, into);
            }),
        }
    }

    /// Searches on the largest database, one after another. Each search is asked after a change, so that its total has to be
    /// counted, and once more, when the total may be remembered.
    fn searches(&mut self, report: &mut Report) -> Outcome<()> {
        if !self.arguments.wants("search") {
            return Ok(());
        }
        let serials = (self.companies / 348).max(1);
        let one = |number: u64| format!("panaderia quetzal {}", 1 + number * 7919 % serials);
        let kinds: [(&str, Vec<String>, Option<f64>); 4] = [
            ("search, a company's name with its number", (0..20).map(one).collect(), Some(20.0)),
            ("search, a word of one in 29", words(&["quetzal", "aztlan", "xochimilco", "ibarra", "mar azul", "el faro"]), Some(20.0)),
            ("search, a word of one in 12", words(&["panaderia", "cafeteria", "clinica", "taqueria", "heladeria", "fonda"]), Some(20.0)),
            ("search, two letters", words(&["zu", "fi", "qu", "xo"]), None),
        ];
        for (name, queries, target) in kinds {
            let (mut fresh, mut again) = (Vec::new(), Vec::new());
            for query in &queries {
                let change = self.create_body();
                send(&self.service, "/api", &self.token, &change)?;
                wait_for_the_index(&self.database)?;
                let parameters = json!({ "profile_id": 1, "query": query, "pagination": PAGE });
                let body = json!({ "method": "Companies.GetCompanies", "parameters": parameters }).to_string();
                for times in [&mut fresh, &mut again] {
                    let begin = Instant::now();
                    send(&self.service, "/api", &self.token, body.as_bytes())?;
                    times.push(milliseconds(begin.elapsed()));
                }
            }
            let greatest = fresh.iter().copied().fold(0.0, f64::max);
            let line = format!(
                "{name}, {} companies: {:.1} ms with the total counted (at most {greatest:.1} ms), {:.1} ms asked again",
                self.companies,
                median(&fresh),
                median(&again)
            );
            println!("{line}");
            report.note(line);
            if let Some(target) = target {
                report.check(Check::at_most(format!("{name}, {} companies", self.companies), median(&fresh), target, "ms"));
            }
        }
        Ok(())
    }

    /// Sustained writes with readers at the same time: the greatest length of the write-ahead log, and the cost of a write in the
    /// long run, with the search index kept up to date.
    fn sustained(&mut self, report: &mut Report) -> Outcome<()> {
        const WRITERS: usize = 64;
        const READERS: usize = 8;
        if !self.arguments.wants("sustained") {
            return Ok(());
        }
        let duration = self.arguments.sustained;
        let address = self.service.address;
        let log = PathBuf::from(format!("{}-wal", self.database.display()));
        let size = || std::fs::metadata(&log).map_or(0, |file| file.len());
        let page = fixed("/api", &self.token, &self.page_body(1));
        let Load::Fixed(page) = page else { return Ok(()) };
        let mut greatest = 0;
        let (written, read) = std::thread::scope(|scope| -> Outcome<(Round, Round)> {
            let reader = scope.spawn(move || {
                let mut connections = Connections::open(address, READERS).map_err(|cause| cause.to_string())?;
                connections.drive(&mut |into| into.extend_from_slice(&page), duration).map_err(|cause| cause.to_string())
            });
            let (ended, end) = std::sync::mpsc::channel::<()>();
            let watcher = scope.spawn(move || {
                let mut greatest = 0;
                while matches!(end.recv_timeout(Duration::from_millis(20)), Err(std::sync::mpsc::RecvTimeoutError::Timeout)) {
                    greatest = greatest.max(size());
                }
                greatest
            });
            let mut connections = Connections::open(address, WRITERS)?;
            let written = connections.drive(&mut self.requests(&Load::Create), duration);
            drop(ended);
            greatest = watcher.join().map_err(|_| "the watcher of the log failed")?;
            let read = reader.join().map_err(|_| "the readers failed")??;
            Ok((written?, read))
        })?;
        let (writes, reads) = (Numbers::of(&[(written, Duration::ZERO)]), Numbers::of(&[(read, Duration::ZERO)]));
        let after = std::fs::metadata(&log).map_or(0, |file| file.len());
        report.note(format!(
            "Sustained for {:.0} s, {} companies: {:.0} creates a second ({WRITERS} connections; p50 {:.2} ms, p99 {:.2} ms) with {:.0} first pages a second beside them ({READERS} connections; p50 {:.2} ms, p99 {:.2} ms)",
            duration.as_secs_f64(),
            self.companies,
            writes.per_second,
            writes.p50,
            writes.p99,
            reads.per_second,
            reads.p50,
            reads.p99,
        ));
        report.note(format!(
            "The write-ahead log meanwhile: at most {:.1} MiB, {:.1} MiB at the end",
            mebibytes(greatest),
            mebibytes(after)
        ));
        report.check(Check::at_most("write-ahead log while writing".to_owned(), mebibytes(greatest), 256.0, "MiB"));
        Ok(())
    }

    /// Measures a neighbour with few records beside the load of the tenant with all these companies.
    fn neighbour(&mut self, report: &mut Report) -> Outcome<()> {
        const PASSWORD: &str = "correct horse battery";
        if !self.arguments.wants("neighbour") {
            return Ok(());
        }
        let parameters = json!({
            "name": "Eva", "email": "eva@example.com", "company": "Luna", "password": PASSWORD, "c_password": PASSWORD,
        });
        let registered = json_of(&post(&self.service, "", "Auth.Register", parameters)?)?;
        let neighbour = registered["response"]["token"].as_str().ok_or("no token")?.to_owned();
        let profiles = json_of(&post(&self.service, &neighbour, "Profiles.GetProfiles", json!({}))?)?;
        let profile_id = profiles["response"]["profiles"][0]["id"].as_i64().ok_or("no profile")?;
        let entry = |catalog: &str| -> Outcome<i64> {
            let parameters = json!({ "profile_id": profile_id, "catalog": catalog });
            let entries = json_of(&post(&self.service, &neighbour, "Catalogs.GetEntries", parameters)?)?;
            Ok(entries["response"]["entries"][0]["id"].as_i64().ok_or("no entries")?)
        };
        let own = (entry("company_types")?, entry("company_industries")?);
        for number in 1..=60 {
            let parameters = json!({
                "profile_id": profile_id, "name": format!("Luna {number}"), "client_number": format!("N{number}"),
                "type_id": own.0, "industry_id": own.1,
            });
            post(&self.service, &neighbour, "Companies.CreateCompany", parameters)?;
        }
        let tenants = Tenants { address: self.service.address, loading: self.token.clone(), neighbour, neighbours_profile: profile_id };
        let Entries { type_id, industry_id } = self.entries;
        neighbour::measure(report, &self.service, &tenants, (type_id, industry_id), own, self.arguments.rounds)
    }

    /// The service, beside a connection to its database.
    fn filled(&self) -> Outcome<Filled<'_>> {
        let database = Database::sqlite(&self.database)?;
        Ok(Filled { service: &self.service, token: &self.token, companies: i64::try_from(self.companies)?, database })
    }

    fn last_page(&self) -> i64 {
        ((self.total + PAGE - 1) / PAGE).max(1)
    }

    fn page_body(&self, page: i64) -> Vec<u8> {
        let parameters = json!({ "profile_id": 1, "company_type": self.type_id, "pagination": PAGE, "page": page });
        json!({ "method": "Companies.GetCompanies", "parameters": parameters }).to_string().into_bytes()
    }

    fn page_path(&self, page: i64) -> String {
        let from_the_end = page > 1 && page == self.last_page();
        let take = if from_the_end { (self.total - 1) % PAGE + 1 } else { PAGE };
        format!("/page?profile_id=1&type_id={}&page={page}&take={take}&from_the_end={from_the_end}&list={}", self.type_id, self.list)
    }

    fn random_id(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        1 + self.random % self.companies
    }

    fn create_opportunity_body(&mut self) -> Vec<u8> {
        self.created += 1;
        let (number, rest) = (self.created, &self.opportunity);
        format!(
            r#"{{"method":"Opportunities.CreateOpportunity","parameters":{{"title":"Equipamiento de barra {number} para Cafetería La Central",{rest}}}}}"#
        )
        .into_bytes()
    }

    pub fn create_body(&mut self) -> Vec<u8> {
        self.create_body_for(self.entries)
    }

    fn create_body_for(&mut self, Entries { type_id, industry_id }: Entries) -> Vec<u8> {
        self.created += 1;
        let number = self.created;
        let address = r#"{"country":"MX","state":"JAL","street":"Av. Juárez","number":"114","interior_number":"3B","zip":"44100","suburb":"Centro","city":"Guadalajara","latitude":"20.6736","longitude":"-103.344"}"#;
        format!(
            r#"{{"method":"Companies.CreateCompany","parameters":{{"profile_id":1,"name":"Papelería La Central {number}","type_id":{type_id},"industry_id":{industry_id},"website":"https://papeleria-la-central-{number}.example.com","phone":"+52 33 5555 0123","email":"contacto@papeleria-la-central-{number}.example.com","billing_name":"Papelería La Central {number}, S.A. de C.V.","rfc":"XAX010101000","shipping_address":{address},"billing_address":{address}}}}}"#
        )
        .into_bytes()
    }
}

/// The requests of a round.
pub enum Load {
    /// The same bytes each time.
    Fixed(Vec<u8>),
    Company,
    /// A company's request, at the earlier commit's service.
    CompanyBefore,
    CompanyByHand,
    Create,
    /// A create with an idempotency key of its own each time.
    CreateWithKey,
    /// A create, at the earlier commit's service.
    CreateBefore,
    CreateByHand,
    CreateOpportunity,
    CreateOpportunityByHand,
}

pub fn fixed(path: &str, token: &str, body: &[u8]) -> Load {
    let mut bytes = Vec::new();
    request(path, token, body, &mut bytes);
    Load::Fixed(bytes)
}

fn at(number: usize, targets: &[(usize, f64)]) -> Option<f64> {
    targets.iter().find(|(connections, _)| *connections == number).map(|(_, target)| *target)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn company_body(id: impl std::fmt::Display) -> Vec<u8> {
    format!(r#"{{"method":"Companies.GetCompany","parameters":{{"profile_id":1,"search_by":"id","search_value":{id}}}}}"#).into_bytes()
}

/// The body that asks for the first page of all opportunities, with all related records.
fn opportunities_body() -> Vec<u8> {
    let parameters = json!({
        "profile_id": 1, "pagination": PAGE,
        "with_user": true, "with_company": true, "with_contact": true, "with_products": true, "with_inputs": true,
    });
    json!({ "method": "Opportunities.GetOpportunities", "parameters": parameters }).to_string().into_bytes()
}

fn start_service(program: &Path, arguments: &Arguments, cores: &Cores, database: &Path) -> Outcome<Server> {
    serve(program, arguments, cores, &format!("sqlite:{}", database.display()))
}

/// Waits until a service's search index has all texts.
fn wait_for_the_index(database: &Path) -> Outcome<()> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(60) {
        let waits: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM search_backlog)", [], |row| row.get(0))?;
        if !waits {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn entries(service: &Server, token: &str, catalog: &str) -> Outcome<Vec<i64>> {
    let reply = json_of(&post(service, token, "Catalogs.GetEntries", json!({ "profile_id": 1, "catalog": catalog }))?)?;
    let entries = reply["response"]["entries"].as_array().ok_or("no entries")?;
    Ok(entries.iter().filter_map(|entry| entry["id"].as_i64()).collect())
}

/// The list's name in a cursor: its JSON stands behind a checksum.
fn list_of(cursor: &Value) -> Outcome<String> {
    use base64::Engine as _;
    const CHECKSUM: usize = 6;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor.as_str().ok_or("no cursor")?)?;
    let standing = json_of(bytes.get(CHECKSUM..).ok_or("a short cursor")?)?;
    Ok(standing["list"].as_str().ok_or("no list")?.to_owned())
}

impl Entries {
    fn of(service: &Server, token: &str) -> Outcome<Self> {
        let type_id = *entries(service, token, "company_types")?.last().ok_or("no types")?;
        let industry_id = *entries(service, token, "company_industries")?.first().ok_or("no industries")?;
        Ok(Entries { type_id, industry_id })
    }
}

fn same(what: &str, service: &[u8], baseline: &[u8]) -> Outcome<()> {
    if service == baseline {
        return Ok(());
    }
    let (service, baseline) = (String::from_utf8_lossy(service), String::from_utf8_lossy(baseline));
    Err(format!("the baseline answers {what} otherwise than the service:\n{service}\n{baseline}").into())
}

fn without_times(reply: &[u8]) -> Outcome<Vec<u8>> {
    let mut reply = json_of(reply)?;
    for record in reply["response"].as_object_mut().into_iter().flat_map(|response| response.values_mut()) {
        if let Some(record) = record.as_object_mut() {
            record.remove("created_at");
            record.remove("updated_at");
        }
    }
    Ok(serde_json::to_vec(&reply)?)
}

/// The rows of the last creation.
struct Written {
    user_id: i64,
    token_id: String,
    /// All columns but times and the request id.
    rows: String,
}

/// The query for the last company without its times.
const COMPANY: &str = "SELECT json_array(id, profile_id, version, client_number, slug, name, type_id, industry_id, website, phone, mobile, whatsapp, \
     email, bio, billing_name, rfc, shipping_address, billing_address, inputs, search_text, email_folded, rfc_folded, created_by) FROM companies ORDER BY id DESC LIMIT 1";

/// The query for the last opportunity with its products, without its times.
const OPPORTUNITY: &str = "SELECT json_array(id, profile_id, version, user_id, title, value, estimated_end_at, prospect_type, operation_type, status, \
     lost_reason, closed_at, stage_id, company_id, contact_id, campaign_id, want_products, want_tax, products, inputs, search_text, created_by, currency_id, \
     (SELECT json_group_array(product_id) FROM opportunity_products WHERE opportunity_id = opportunities.id)) \
     FROM opportunities ORDER BY id DESC LIMIT 1";

fn same_rows(service: &Written, baseline: &Written) -> Outcome<()> {
    if service.rows == baseline.rows {
        return Ok(());
    }
    Err(format!("the baseline writes other rows:\n{}\n{}", service.rows, baseline.rows).into())
}

fn last_written(database: &Path, record: &str) -> Outcome<Written> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let record: String = connection.query_row(record, [], |row| row.get(0))?;
    let change: String = connection.query_row(
        "SELECT json_array(sequence, profile_id, entity, record_id, operation, version, user_id, token_id, origin, \
         json_remove(record, '$.created_at', '$.updated_at')) FROM changes ORDER BY sequence DESC LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let counters: String =
        connection
            .query_row("SELECT json_group_array(json_array(profile_id, facet, value, slot, amount)) FROM counters", [], |row| row.get(0))?;
    let (user_id, token_id) = connection
        .query_row("SELECT user_id, token_id FROM changes ORDER BY sequence DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Written { user_id, token_id, rows: format!("{record}\n{change}\n{counters}") })
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
