//! `Services.GetService`: one service, by its id, its sku or its slug.

use std::borrow::Cow;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::modules::items::found_item::Parameters;
use crate::modules::lookup::Sought;
use crate::modules::one::One;
use crate::records::service::Service;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

pub struct GetService;

impl Method for GetService {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Service>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un servicio, con sus campos adicionales.";

    fn name(&self) -> &'static str {
        "GetService"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(parameters.sought(problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Service>> {
        parameters.find(reader, sought)
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        Some("Finds a service, with its inputs.".into())
    }
}
