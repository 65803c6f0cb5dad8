//! The sentences in Spanish, as they are written in Mexico and in Spain alike: nobody is addressed as tú, vos or vosotros.

use std::borrow::Cow;

use super::words::{alternatives, joined, listed, numbers};
use super::{InFlight, Language, NumberOf, Policy, Sentence};

const LANGUAGE: Language = Language::Spanish;

#[expect(clippy::too_many_lines, reason = "a line for each sentence")]
pub(super) fn text(sentence: &Sentence) -> Cow<'static, str> {
    use Sentence::*;
    match sentence {
        ParameterIsWrong { path, sentence } => format!("El parámetro {path} no es válido: {}", sentence.text(LANGUAGE)).into(),
        ParametersAreWrong { number, named } => {
            let others = number.saturating_sub(named.len());
            let others = if others == 0 { String::new() } else { format!(" y {others} más") };
            format!("Hay {number} parámetros que no son válidos: {}{others}.", named.join(", ")).into()
        }
        Taken { column } => format!("Otro registro ya tiene este valor en {column}.").into(),
        StillReferredToOrGone => "Un registro que menciona esta llamada todavía está en uso, o se acaba de eliminar.".into(),
        OutcomeUnknown => "La conexión con la base de datos, o su disco, falló al confirmar esta llamada: es posible que se haya \
             ejecutado. Al repetirla con la misma clave de idempotencia se sabrá; sin clave, hay que comprobarlo primero."
            .into(),
        Internal => "Algo falló de nuestro lado. El id de la solicitud señala la entrada del registro del servicio que lo explica.".into(),
        SafeToTryAgain => "Se puede volver a intentar sin riesgo.".into(),
        TokenNeeded => "Este método necesita un token: falta el encabezado Authorization: Bearer <token>.".into(),
        TokenDead => "Este token ya no es válido. Hay que iniciar sesión de nuevo.".into(),
        ApplicationTokenDead => "Este token de aplicación no es válido: está mal escrito, caducó o fue revocado.".into(),
        AuthorizationMalformed => "El encabezado Authorization debe contener 'Bearer <token>'.".into(),
        TokenNotLookedUp => "No se pudo comprobar el token.".into(),
        TooManyWrongAttempts => "Demasiados intentos con una contraseña o un token incorrectos. Hay que esperar un momento.".into(),
        PastDeadline => "Esta llamada no terminó dentro de su plazo y no se cambió nada.".into(),
        Contended => "Otras llamadas cambiaron los mismos registros al mismo tiempo.".into(),
        LockedTooLong => "Otra llamada retiene desde hace demasiado tiempo lo que esta necesita.".into(),
        DatabaseUnreachable => "En este momento no se puede acceder a la base de datos.".into(),
        DatabaseBusy => "En este momento la base de datos está ocupada.".into(),
        DatabaseWaitedTooLong => "La base de datos esperó demasiado y deshizo esta llamada.".into(),
        DiskFailed => "El disco falló al confirmar una escritura: no se escribe nada hasta que se verifique la base de datos.".into(),
        TooManyWritesWaiting => "Hay demasiadas escrituras en espera.".into(),
        ShuttingDown => "El servicio se está deteniendo.".into(),
        NoSuch { what } => format!("No existe {} {}.", what.agreeing("esa", "ese"), what.one(LANGUAGE)).into(),
        RecordChangedMeanwhile => "El registro cambió mientras tanto.".into(),
        RecordDeletedMeanwhile => "El registro se eliminó mientras tanto.".into(),
        ExternalIdTakenMeanwhile => "Otro registro recibió mientras tanto el mismo id externo.".into(),
        StaleVersion { version, known } => {
            format!("El registro tiene ahora la versión {version} y no la {known}: hay que leerlo de nuevo antes de cambiarlo.").into()
        }
        IdempotencyKeyUsed => "Esta clave de idempotencia se usó en otra llamada. Cada clave pertenece a una sola llamada y solo se \
             repite con ella."
            .into(),
        TooManyOfThese { number } => {
            format!("Ya hay {number} y no se admiten más: primero hay que eliminar algo que no esté en uso.").into()
        }
        InUse { name, referrers, others, advice, .. } => {
            let mut told: Vec<String> = referrers.iter().map(|NumberOf { number, what }| what.counted(*number, LANGUAGE)).collect();
            told.extend(others.then(|| "registros sin permiso de lectura".to_owned()));
            format!("'{name}' todavía está en uso en {}. {}", joined(&told, LANGUAGE), advice.text(LANGUAGE)).into()
        }
        InputInUse { what, number, name, advice } => {
            let have = if *number == 1 { "tiene" } else { "tienen" };
            format!("{} {have} un valor en '{name}'. {}", what.counted(*number, LANGUAGE), advice.text(LANGUAGE)).into()
        }
        InputInUseByMany { what, number, name, advice } => {
            let several = what.several(LANGUAGE);
            format!("Más de {number} {several} tienen un valor en '{name}'. {}", advice.text(LANGUAGE)).into()
        }
        InputInUseBySecret { name, advice } => {
            format!("Hay registros sin permiso de lectura que tienen un valor en '{name}'. {}", advice.text(LANGUAGE)).into()
        }
        AdviceTakeValues { slug } => {
            format!("Primero hay que quitarlo: Sync.Upsert con inputs: {{\"{slug}\": null}}, de mil en mil registros.").into()
        }
        AdviceWithValues => "Con with_values: true también se quita de esos registros.".into(),
        ValueOfSeveral { what, field, ids, others, advice } => {
            let (several, what, ids) = (what.agreeing("Varias", "Varios"), what.several(LANGUAGE), numbers(ids));
            let others = if *others { " y más" } else { "" };
            format!("{several} {what} tienen este {field}: {ids}{others}. {}", advice.text(LANGUAGE)).into()
        }
        AdviceNameCompany => "Hay que indicar la empresa con company_id, o buscar por id.".into(),
        AdviceSearchById => "Hay que buscar por id.".into(),
        AdviceRetire => "En lugar de eliminar se puede retirar, con retired: true.".into(),
        AdviceDeleteOrMoveToOtherCompany => "Primero hay que eliminar esos registros o asignarles otra empresa.".into(),
        AdviceKeepCompany => "Primero hay que eliminar esos registros, o enviar keep_company: true, con lo que la empresa solo deja de ser cliente.".into(),
        AdviceDeleteOrTakeOpportunity => "Primero hay que eliminar esos registros o quitarles la oportunidad.".into(),
        AdviceStaysAtCompany => "Mientras esos registros hagan esta referencia no puede cambiar de empresa: primero hay que quitarla de ellos.".into(),
        AdviceNamedWithCompany => "Esos registros mencionan al contacto junto con su empresa.".into(),
        AdviceOtherContact => "Primero hay que asignar otro contacto a esos registros.".into(),
        ExternalIdTaken { system, what, id } => {
            format!("{} {} ya tiene el id '{id}' en {system}.", what.agreeing("Otra", "Otro"), what.one(LANGUAGE)).into()
        }

        RightMissing { module, right } => {
            format!("Esto necesita el permiso {module}: {right}, que el token de aplicación no tiene.").into()
        }
        RightOfRole { right, role } => format!(
            "Esto necesita el permiso {right}, que tienen las personas con el rol {role} en el perfil y los tokens que ellas crean."
        )
        .into(),
        ForPeople => "Este método es para personas: ningún token de aplicación puede llamarlo.".into(),
        RoleNeeded { needed, role } => format!("Esto necesita el rol {needed} en el perfil; el rol actual es {role}.").into(),
        RoleNeededToRead { what, role } => format!("Para consultar {} se necesita el rol {role} en el perfil.", what.several(LANGUAGE)).into(),
        RoleNeededToWrite { what, role } => {
            format!("Para crear, modificar o eliminar {} se necesita el rol {role} en el perfil.", what.several(LANGUAGE)).into()
        }
        HistoryIsPersonal => "Los registros de este tipo son personales y nadie puede leer su historial.".into(),
        ProfilesByOperator => "Los perfiles los crea quien administra este servicio: ventanilla profile create.".into(),
        ProfilesByManagers => "Solo pueden crear perfiles los usuarios que ya administran alguno.".into(),

        PasswordForEmail => "Para cambiar el correo hay que indicar la contraseña.".into(),

        BodyNotJson { line, column, .. } => {
            format!("El cuerpo no es una llamada que se pueda leer: no es JSON válido (línea {line}, columna {column}).").into()
        }
        BodyTooDeep { most } => {
            format!("El cuerpo no es una llamada que se pueda leer: tiene más de {most} niveles de profundidad.").into()
        }
        BodyKeyTwice { key } => {
            format!("El cuerpo no es una llamada que se pueda leer: la clave \"{key}\" aparece dos veces en un objeto.").into()
        }
        BodyKeyReserved => "El cuerpo no es una llamada que se pueda leer: contiene una clave que ningún método tiene.".into(),
        BodyLate { seconds } => format!("El cuerpo no llegó en {seconds} segundos.").into(),
        BodyInTooManyPieces => "El cuerpo llega en demasiados fragmentos. Hay que enviarlo en fragmentos más grandes.".into(),
        BodyBroken => "El cuerpo terminó antes de estar completo, o sus fragmentos no cumplen con HTTP.".into(),
        BodyTooLarge { limit } => {
            format!("La solicitud supera los {limit} bytes permitidos, que también se cuentan después de descomprimir.").into()
        }
        BodyNotDecompressed => "No se puede descomprimir el cuerpo: no es lo que dice Content-Encoding, o no está completo.".into(),
        BodyGoesOnAfterItsEnd => "No se puede descomprimir el cuerpo: hay algo después del final de los datos comprimidos.".into(),
        ContentTypeNotJson => "Falta el encabezado Content-Type: application/json.".into(),
        ContentEncodingUnknown => "El encabezado Content-Encoding debe ser gzip, o faltar.".into(),
        OriginMalformed => "El encabezado X-Origin debe contener un nombre de 1 a 128 letras, dígitos o -_.:/+=@.".into(),
        IdempotencyHeaderTwice => "El encabezado Idempotency-Key aparece dos veces.".into(),
        IdempotencyHeaderOfArray => "El encabezado Idempotency-Key pertenece a una sola llamada: en una lista, cada llamada lleva su \
             propia idempotency_key."
            .into(),
        IdempotencyKeyMalformed { most } => {
            format!("Una clave de idempotencia debe tener de 1 a {most} caracteres ASCII visibles, sin espacios.").into()
        }
        IdempotencyKeysDiffer { name } => format!("El encabezado Idempotency-Key y la clave {name} no son iguales.").into(),
        NothingAtAddress => "No hay nada en esta dirección. Las llamadas se envían con POST /api.".into(),
        CallsByPost => "Las llamadas se envían con POST.".into(),
        OpenApiVersionUnknown { version } => {
            format!("Aquí no hay ninguna versión '{version}' de OpenAPI: las versiones son 3.1 y 3.0.").into()
        }
        ReadByGet => "Esto se lee con GET. Las llamadas se envían con POST /api.".into(),
        PageByGetAndPost => "Esta página se lee con GET, y su formulario se envía con POST.".into(),
        ContentTypeNoForm => {
            "Un formulario se envía con Content-Type: application/x-www-form-urlencoded o multipart/form-data, y sin comprimir.".into()
        }
        FormNotReadable => "No se puede leer el formulario.".into(),
        FormFieldTwice { name } => format!("El formulario tiene dos veces el campo '{name}'.").into(),
        NoSuchFile => "No existe ese archivo, o su dirección caducó.".into(),
        AnswersTooLong => "Las respuestas a las llamadas anteriores son demasiado largas. Hay que enviar el resto de nuevo.".into(),
        ListTooLongBesideOthers => {
            "La lista es demasiado larga para responderla junto con otras. Hay que pedirla sola o página por página.".into()
        }
        CallsSpent { policy, a_minute } => {
            let policy = policy_name(*policy);
            format!("Cada {policy} tiene aquí {a_minute} llamadas por minuto y ya se agotaron. Hay que esperar un momento.").into()
        }
        DirectoryCallsSpent { a_minute } => {
            format!("Cada dirección tiene aquí {a_minute} llamadas a directorios por minuto y ya se agotaron. Hay que esperar un momento.")
                .into()
        }
        LeadsSpent { an_hour } => {
            format!("Cada dirección puede enviar aquí {an_hour} leads por hora y ya los envió. Hay que intentarlo más tarde.").into()
        }
        CallsAtOnce { calls, policy, a_minute } => {
            let policy = policy_name(*policy);
            format!("Son {calls} llamadas a la vez y cada {policy} tiene aquí {a_minute} por minuto: hay que enviar menos.").into()
        }
        NoRoomForAll { what } => format!("En este momento no hay espacio para más {}.", in_flight(*what)).into(),
        NoRoomForNetwork { what } => format!("En este momento esta red ya tiene el máximo de {}.", in_flight(*what)).into(),
        FilesUnreachable => "En este momento no se puede acceder al almacén de archivos.".into(),

        EnvelopeNoObject => "Una llamada es un objeto JSON: {\"method\": \"Module.Method\", \"parameters\": {…}}.".into(),
        EnvelopeMethodNoText => "La clave method debe contener el nombre del método, un texto.".into(),
        EnvelopeKeyUnknown { key } => {
            format!("Una llamada tiene las claves method, parameters e idempotency_key; '{key}' no es ninguna de ellas.").into()
        }
        EnvelopeMethodMissing => "Falta la clave method: {\"method\": \"Module.Method\", \"parameters\": {…}}.".into(),
        EnvelopeParametersNoObject => "La clave parameters debe contener un objeto.".into(),
        EnvelopeKeyNoText { key } => format!("La clave {key} debe contener un texto.").into(),
        ParametersByPosition => {
            "Aquí los parámetros se indican por nombre: en lugar de una lista, un objeto como {\"profile_id\": 1, …}.".into()
        }
        ArrayAtMethod => "Esta dirección recibe los parámetros de un solo método. Las listas de llamadas se envían a /api.".into(),
        JsonRpcAtMethod => "Esta dirección recibe solo los parámetros de su método. Las solicitudes JSON-RPC se envían a /api.".into(),
        EnvelopeAtMethod => "Esta dirección ya indica el método. Hay que enviar solo sus parámetros, o la llamada completa a /api.".into(),
        BodyAtMethodNoObject => "El cuerpo debe contener los parámetros del método, un objeto.".into(),
        ArrayEmpty => "La lista no contiene ninguna llamada.".into(),
        ArrayTooLong { number, most } => {
            format!("La lista contiene {number} llamadas; se admiten {most} a la vez como máximo. No se ejecutó ninguna.").into()
        }
        JsonRpcNoObject => "Una solicitud JSON-RPC debe ser un objeto.".into(),
        JsonRpcId => "El miembro id debe ser un texto, un número o null.".into(),
        JsonRpcOtherVersion => "El miembro jsonrpc debe ser \"2.0\": no se admite otra versión.".into(),
        JsonRpcParametersMisnamed => "En JSON-RPC los parámetros se llaman params.".into(),
        JsonRpcParametersNoObject => "El miembro params debe ser un objeto.".into(),
        JsonRpcMethodNoText => "El miembro method debe ser el nombre del método, un texto.".into(),
        JsonRpcVersionMissing => "El miembro jsonrpc debe ser el texto \"2.0\".".into(),
        MethodAmbiguous { method, candidates } => {
            format!("Varios módulos tienen el método {method}. Hay que indicar uno: {}.", alternatives(candidates, LANGUAGE)).into()
        }
        MethodElsewhere { method, module } => format!(
            "El método '{method}' no es del módulo '{module}', que es el que indica la dirección. POST /api acepta todos los métodos."
        )
        .into(),
        MethodUnknown { method, suggestions } => match suggestions.as_slice() {
            [] => format!("No existe el método '{method}'. GET /openrpc.json muestra los que hay.").into(),
            near => format!("No existe el método '{method}'. ¿Se trata de {}?", alternatives(near, LANGUAGE)).into(),
        },
        MethodTakesNoKey { method } => format!(
            "{method} no admite clave de idempotencia: hay un secreto en sus parámetros o en su respuesta, y nada de eso se guarda \
             para repetirlo."
        )
        .into(),

        Required => "Este parámetro es obligatorio.".into(),
        RequiredOrElse { method } => format!("Este parámetro es obligatorio. {method} es para las personas que no lo tienen.").into(),
        WrongType => "Este valor no es del tipo del parámetro.".into(),
        NotNull { expected } => format!("No puede ser null: se espera {}.", expected.text(LANGUAGE)).into(),
        Takes { expected } => format!("Se espera {}.", expected.text(LANGUAGE)).into(),
        TakesNot { expected, found } => format!("Se espera {}, no {}.", expected.text(LANGUAGE), found.text(LANGUAGE)).into(),
        TakesBoolean => "Se espera true o false (o bien 1, 0, \"Yes\", \"No\").".into(),
        TakesWholeNumberBetween { least, greatest } => format!("Se espera un número entero entre {least} y {greatest}.").into(),
        NotNegative => "No puede ser menor que 0.".into(),
        WeightsTogether { sum, all } => format!("Los pesos deben sumar {all}, y suman {sum}.").into(),
        CutsOfWrongNumber { number } => format!("Se espera una lista de {number} números, para las puntuaciones 5, 4, 3 y 2.").into(),
        CutsMustRise => "Cada uno de estos números debe ser mayor que el anterior.".into(),
        CutsMustFall => "Cada uno de estos números debe ser menor que el anterior.".into(),
        CutsOutOfRange { greatest } => format!("Cada uno de estos números debe ser mayor que 0 y, como máximo, {greatest}.").into(),
        NotOneOf { value, options, meant } => {
            let options: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
            format!("'{value}' no es ninguna de las opciones: {}.{}", options.join(", "), did_you_mean(meant.as_deref())).into()
        }
        NoSuchParameter { name, known, meant } => match meant {
            Some(_) => format!("No existe el parámetro '{name}'.{}", did_you_mean(meant.as_deref())).into(),
            None if known.is_empty() => format!("No existe el parámetro '{name}': aquí no hay parámetros propios.").into(),
            None => format!("No existe el parámetro '{name}'. Los que hay aquí: {}.", known.join(", ")).into(),
        },
        ParameterCalledOtherwise { name, meant } => format!("No existe el parámetro '{name}'. Aquí es '{meant}'.").into(),
        OtherNameOf { parameter } => format!("Es otro nombre de '{parameter}', que indica algo distinto.").into(),

        Empty => "No puede estar vacío.".into(),
        NulCharacter => "Un texto no puede contener el carácter NUL.".into(),
        TextTooLong { most } => format!("Este texto puede tener {most} caracteres como máximo.").into(),
        TooManyValues { most } => format!("Aquí se admiten {most} valores como máximo.").into(),
        TakesId => "Se espera un id: un número entero, que también se puede escribir como texto.".into(),
        IdOutOfRange { greatest } => format!("Un id es un número entero de 1 a {greatest}.").into(),
        TakesIdOrExternalId => "Se espera un id, o un objeto con un solo sistema y el id del registro en él, como \
             {\"sap\": \"000123\"}."
            .into(),
        OnlyIdOfOtherSystem => "Se espera un texto o un número: solo un id puede ser el de otro sistema.".into(),
        SystemMalformed { most, meant } => {
            let hint = did_you_mean(meant.as_deref());
            format!("El nombre de un sistema tiene de 1 a {most} letras minúsculas, dígitos o los signos _ . - como en sap.{hint}").into()
        }
        SystemReserved => "Ningún sistema se puede llamar slug: {\"slug\": \"…\"} es el registro con este slug.".into(),
        KindWithoutSlug { what } => format!("Se espera un id: {} {} no tiene slug.", what.agreeing("una", "un"), what.one(LANGUAGE)).into(),
        TooManyExternalIds { most } => format!("Un registro puede tener {most} ids externos como máximo.").into(),
        TakesAmount => "Se espera un importe: un número como 10.25, que también se puede escribir como texto.".into(),
        AmountTooManyPlaces { most } => format!("Un importe puede tener {most} decimales como máximo.").into(),
        AmountTooLarge => "Este importe es demasiado grande.".into(),
        TakesDate => "Se espera una fecha en forma de texto, DD/MM/AA.".into(),
        DateMalformed => "Una fecha se escribe como DD/MM/AA, DD/MM/AAAA o AAAA-MM-DD.".into(),
        DateNotInCalendar => "El calendario no tiene ese día. Primero va el día: DD/MM/AA.".into(),
        InstantMalformed => "Un instante se escribe según RFC 3339, como 2024-01-31T09:30:00Z; una fecha, como DD/MM/AA.".into(),
        NoSuchTimeZone { name, meant } => {
            let hint = did_you_mean(meant.as_deref());
            format!("No existe la zona horaria '{name}'. Se indica con su nombre en la base de datos IANA, como America/Mexico_City.{hint}")
                .into()
        }
        RangeInverted => "El intervalo termina antes de empezar: `from` es posterior a `to`.".into(),
        Base64Malformed => "Este texto no es base64 del alfabeto estándar.".into(),
        CursorMalformed => {
            "Este cursor no es válido aquí. Hay que enviar uno que una respuesta haya dado para este parámetro, completo y tal como llegó."
                .into()
        }
        OriginNameMalformed { most } => format!("Se espera un nombre de 1 a {most} letras, dígitos o -_.:/+=@.").into(),
        SeveralEmails { number, first } => {
            format!("Son {number} correos electrónicos y solo se puede guardar uno: por ejemplo, '{first}'.").into()
        }
        EmailNotAlone { meant } => format!("Aquí hay algo más que un correo electrónico.{}", did_you_mean(meant.as_deref())).into(),
        EmailMalformed { meant: None } => "Esto no es un correo electrónico. Se espera algo como ana@example.com.".into(),
        EmailMalformed { meant } => format!("Esto no es un correo electrónico.{}", did_you_mean(meant.as_deref())).into(),
        PhoneIsEmail => "Esto es un correo electrónico, no un número de teléfono.".into(),
        PhoneIsWebAddress => "Esto es una dirección web, no un número de teléfono.".into(),
        PhoneOfSeveralLines => "Un número de teléfono ocupa una sola línea. Aquí va uno solo.".into(),
        PhoneMalformed => "Esto no es un número de teléfono. Se espera algo como +52 33 1234 5678; si no hay ninguno, no se indica.".into(),
        SeveralWebAddresses => "Son varias direcciones web y solo se puede guardar una.".into(),
        WebAddressIsEmail => "Esto es un correo electrónico, no una dirección web. Se espera algo como https://example.com.".into(),
        WebAddressMalformed { meant: None } => {
            "Esto no es una dirección web. Una dirección web empieza con https:// o http:// y un host, como https://example.com.".into()
        }
        WebAddressMalformed { meant } => {
            format!("Una dirección web empieza con https:// o http://.{}", did_you_mean(meant.as_deref())).into()
        }
        AccountMalformed => "Se espera un nombre, o una dirección web que empiece con https:// o http://.".into(),
        CountryUnknown { country } => {
            format!("'{country}' no es un código de país de ISO 3166-1. Profiles.GetCountries muestra los que hay.").into()
        }
        // The table of countries has no names in Spanish.
        AddressTextAlone => "Una dirección en un solo texto no lleva nada más: hay que omitir las demás claves o el texto.".into(),
        AddressWithoutLines => "Una dirección necesita, además del país, al menos otra línea, como la calle o la ciudad.".into(),
        PostalCodeMissing { country, .. } => format!("Una dirección de este país, {country}, necesita su código postal.").into(),
        StateUnknown { state, country, meant, name_of_meant } => {
            let name = name_of_meant.map_or(String::new(), |name| format!(" Es {name}."));
            let hint = did_you_mean(meant.as_deref());
            format!(
                "'{state}' no es un estado ni una provincia de {country} según ISO 3166-2. Profiles.GetStates muestra los que hay.{hint}{name}"
            )
            .into()
        }
        StateAmbiguous { state, country, states, .. } => {
            let codes = listed(states);
            format!("En {country} hay más de un '{state}'. Hay que indicar el código de uno de ellos: {codes}.").into()
        }
        TakesDegrees { greatest } => format!("Se esperan grados de -{greatest} a {greatest}, como 20.6736.").into(),
        NoSuchEntity { name, known, meant } => match meant {
            Some(_) => format!("Aquí no hay ninguna entidad '{name}'.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("Aquí no hay ninguna entidad '{name}'. Las entidades de aquí: {}.", known.join(", ")).into(),
        },
        PasswordTooShort { least } => format!("Una contraseña debe tener {least} caracteres como mínimo.").into(),
        PasswordTooLong { most } => format!("Una contraseña puede tener {most} bytes como máximo.").into(),
        SecretMalformed { prefix, least, most } => {
            format!("Un secreto se compone de {prefix} y de {least} a {most} bytes en base64.").into()
        }
        AddressNotPublic => "Esto lleva a una dirección que no pertenece a la internet pública, y VENTANILLA_WEBHOOK_NETWORKS no \
             incluye su red."
            .into(),
        Unencrypted => "Aquí se necesita https://. Sin cifrado, un webhook solo puede llevar a una red incluida en \
             VENTANILLA_WEBHOOK_NETWORKS."
            .into(),

        OfCall { number, sentence } => format!("Llamada {number}: {}", sentence.text(LANGUAGE)).into(),
        ListOf { name, found } => format!("{name} debe ser una lista de objetos, no {}.", found.text(LANGUAGE)).into(),
        NoneHere { what } => format!("Aquí no hay {} {}.", what.agreeing("ninguna", "ningún"), what.one(LANGUAGE)).into(),
        TooManyAtOnce { what, number, most } => {
            format!("Son {number} {}; se admiten {most} a la vez como máximo.", what.several(LANGUAGE)).into()
        }
        BatchInBatch => "Un lote no puede contener otro lote.".into(),
        NoPlaceInBatch => "Esto no puede ir en un lote: maneja una contraseña o un archivo, por lo que los demás tendrían que esperar, \
             o muestra lo que ya se confirmó."
            .into(),
        CallNoObject { found } => {
            format!("Una llamada debe ser un objeto con un método y sus parámetros, no {}.", found.text(LANGUAGE)).into()
        }
        CallMethodNoText => "Se espera el nombre del método, un texto.".into(),
        CallParametersNoObject => "Se espera un objeto.".into(),
        CallKeyUnknown => "En un lote, una llamada tiene method y parameters, y nada más.".into(),
        BatchWithKeyHasNoPlaceFor { method } => {
            format!("{method} no puede ir en un lote con clave de idempotencia: su respuesta nunca se guarda.").into()
        }
        DryRunOfWholeBatch => "En un lote esto se indica para todas las llamadas: dry_run junto a calls.".into(),
        BatchLooksThroughTooMuch => "Las llamadas de este lote que escriben revisan más de lo que cabe en un lote, porque los demás que \
             escriben tendrían que esperar. Hay que hacerlas de una en una."
            .into(),
        BatchReadsTooMuch => "Este lote lee más de lo que cabe junto a sus escrituras, porque los demás que escriben tendrían que \
             esperar. Primero hay que leer, en una llamada o en un lote que solo lea, y después escribir."
            .into(),
        ReadsTooMuch { most } => {
            format!("Lo que esta llamada pide ocupa más de {most} MiB. Hay que pedir menos registros a la vez, o menos de cada uno.").into()
        }
        BatchRefersTooOften { number, most } => {
            format!("El lote se refiere {number} veces a respuestas de sus llamadas; el máximo es {most}.").into()
        }
        BatchReferringTooLarge => "Las llamadas que se refieren a respuestas de otras son demasiado grandes en conjunto. Hay que \
             repartirlas en varios lotes."
            .into(),
        BatchRepliesTooLong => "Las respuestas son demasiado largas en conjunto. Hay que pedir menos, o repartirlo en varios lotes.".into(),
        ReferenceNoObject { found } => {
            format!("Los parámetros deben ser un objeto y esta referencia lleva a {}.", found.text(LANGUAGE)).into()
        }
        ReferenceNoText => "Una referencia debe ser un texto como 0.company.id: el número de una llamada anterior y la ruta dentro de su \
             respuesta."
            .into(),
        ReferenceNoNumber { reference } => {
            format!("'{reference}' no empieza con el número de una llamada anterior; la primera es la 0.").into()
        }
        ReferenceToFailed { reference } => format!("La llamada a la que se refiere '{reference}' falló.").into(),
        ReferenceToNothing { reference, segment } => {
            format!("La respuesta a la que se refiere '{reference}' no tiene '{segment}' en ese lugar.").into()
        }
        ReferencesTooLarge => "Las referencias de este lote traen demasiado. Hay que referirse a valores sueltos.".into(),
        UpsertInBatch => "Esto no puede ir en un lote: ya es un lote.".into(),
        UpsertTooLarge => "Los registros contienen demasiados valores en conjunto. Hay que enviar menos a la vez.".into(),
        RecordNoObject { found } => format!("Un registro debe ser un objeto, no {}.", found.text(LANGUAGE)).into(),
        NoUpsertOf { known } => format!("Sync.Upsert admite estos tipos: {}.", known.join(", ")).into(),
        SaidOnceForAll => "Esto se indica una sola vez para todos los registros, junto a ellos.".into(),
        OwnIdIsId => "El id propio del registro se indica como 'id'.".into(),
        RecordUnnamed => "Un registro necesita un id externo, como {\"sap\": \"000123\"}, o su id.".into(),
        FixedAtCreation => "El registro se creó con otro valor, que no puede cambiar.".into(),
        IdNotMatchedOn => "match_on no nombra id, así que ningún registro puede tenerlo.".into(),
        RecordWithoutKey { keys } => {
            format!("Un registro necesita un valor en {}, como indica match_on.", alternatives(keys, LANGUAGE)).into()
        }
        KindWithoutKey { what, key, known } => {
            let (what, known) = (what.several(LANGUAGE), alternatives(known, LANGUAGE));
            format!("Para {what} no existe la clave {key}; se espera {known}.").into()
        }
        SeveralMeet { what, field, ids, others } => {
            let (several, others) = (what.agreeing("Varias", "Varios"), if *others { " y más" } else { "" });
            format!("{several} {} coinciden por {field}: {}{others}.", what.several(LANGUAGE), numbers(ids)).into()
        }
        ExternalIdsOfSeveral { ids } => format!("Estos ids externos pertenecen a varios registros: {}.", numbers(ids)).into(),

        UnknownId { what, id } => format!("En el perfil no existe {} {} {id}.", what.agreeing("la", "el"), what.one(LANGUAGE)).into(),
        ExternalIdOfTwoKinds { one, other } => {
            let [one, other] = [one, other].map(|what| format!("{} {}", what.agreeing("una", "un"), what.one(LANGUAGE)));
            format!("Este id externo pertenece a {one} y a {other} del perfil: hay que indicar el id.").into()
        }
        NotInDirectory { what } => {
            format!("El directorio no tiene {} {}.", what.agreeing("esa", "ese"), what.one(LANGUAGE)).into()
        }
        UnknownExternalId { what } => {
            format!("En el perfil no existe {} {} con este id externo.", what.agreeing("ninguna", "ningún"), what.one(LANGUAGE)).into()
        }
        UnknownEntry { catalog, id } => format!("En el catálogo {catalog} del perfil no existe la entrada {id}.").into(),
        UnknownExternalIdOfEntry { catalog } => {
            format!("En el catálogo {catalog} del perfil no existe ninguna entrada con este id externo.").into()
        }
        UnknownPicture { id } => format!("En el perfil no existe el archivo {id}. Los archivos se suben con Files.Upload.").into(),
        UnknownExternalIdOfPicture => {
            "En el perfil no existe ningún archivo con este id externo. Los archivos se suben con Files.Upload.".into()
        }
        OfAnotherCompany { what, id, company_id } => {
            let the = what.agreeing("La", "El");
            format!("{the} {} {id} no pertenece a la empresa {company_id}.", what.one(LANGUAGE)).into()
        }
        Retired { what, name } => {
            format!("'{name}' está {}: ya no se ofrece a registros nuevos.", what.agreeing("retirada", "retirado")).into()
        }
        RetiredUnseen { what, id } => {
            let (the, retired) = (what.agreeing("La", "El"), what.agreeing("retirada", "retirado"));
            format!("{the} {} {id} está {retired}: ya no se ofrece a registros nuevos.", what.one(LANGUAGE)).into()
        }
        NameGivenMeanwhile => "Otro registro recibió mientras tanto el mismo nombre.".into(),

        SignInWrong => "El correo electrónico o la contraseña no son correctos.".into(),
        PasswordWrong => "Esta no es la contraseña actual.".into(),
        PasswordsDiffer => "Las dos contraseñas no coinciden.".into(),
        RegistrationClosed => {
            "Aquí no se pueden crear cuentas. Los administradores de un perfil (rol manager) pueden agregar usuarios.".into()
        }
        LinksNotMailed => {
            "Este servicio no envía enlaces por correo: quien lo opera debe configurar --public-url y un servidor SMTP (--smtp-url, \
             --mail-from)."
                .into()
        }
        LinksNotMade => "Este servicio no crea enlaces: quien lo opera debe configurar --public-url.".into(),
        LinkDead => "Este enlace no es válido: caducó, ya se usó o fue sustituido. Hay que pedir otro.".into(),
        InvitedHasAccount => "Ya hay una cuenta con esta dirección: basta con su contraseña. Hay que omitir este parámetro.".into(),
        InvitationMailSubject { profile } => format!("Invitación a {profile}").into(),
        InvitationMailText { inviter, profile, role } => format!(
            "Hay una invitación de {inviter} al perfil «{profile}» con el rol {role}. Se acepta con este enlace, que caduca una \
             hora después de la invitación y sirve una sola vez:"
        )
        .into(),
        InvitationMailEnd => "Si no se esperaba ninguna invitación, no hay que hacer nada.".into(),
        InvitedTo { profile, role } => format!("Hay una invitación al perfil «{profile}» con el rol {role}.").into(),
        ResetMailSubject => "Establecer una contraseña nueva".into(),
        ResetMailText => {
            "Se pidió una contraseña nueva para la cuenta que tiene este correo electrónico. Se establece aquí, dentro de la hora siguiente a \
             esa petición; el enlace sirve una sola vez:"
                .into()
        }
        ResetMailEnd => "Si la petición no es propia, no hay que hacer nada: la contraseña sigue siendo la misma.".into(),
        NoModuleWithRights { module, known, meant } => match meant {
            Some(_) => format!("No existe el módulo '{module}' para asignarle permisos.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("No existe el módulo '{module}' para asignarle permisos. Los que hay: {}.", known.join(", ")).into(),
        },
        RightsEmpty => "Un token necesita al menos un permiso: {\"Companies\": [\"read\"]}.".into(),
        MomentPast => "Este momento ya pasó.".into(),
        MomentFuture => "Este momento aún no llega.".into(),
        TimeOfOtherStatus { status, fitting } => {
            format!("Con el estado {status} no existe esa hora; corresponde a {}.", fitting.join(", ")).into()
        }

        NoSuchCatalog { meant } => {
            format!("No existe ese catálogo: Catalogs.GetCatalogs muestra los que hay.{}", did_you_mean(meant.as_deref())).into()
        }
        EntryWithoutCode { catalog } => format!("Las entradas de {catalog} no tienen código.").into(),
        EntryWithoutParent { catalog } => format!("Las entradas de {catalog} no forman parte de otra.").into(),
        EntryWithoutValue { catalog } => format!("Las entradas de {catalog} no tienen valor.").into(),
        EntryNeedsParent => "Las entradas de este catálogo forman parte de otra: hay que indicar cuál.".into(),
        EntryValueIs { meaning, greatest } => format!("Se espera {}.", meaning.up_to(greatest, LANGUAGE)).into(),

        FileTooLarge { number, most } => format!("El archivo tiene {number} bytes; se admiten {most}.").into(),
        FileOfOtherType => "No se admiten archivos de este tipo. Se admiten: PNG, JPEG, GIF, WebP, PDF, texto sin formato, CSV, DOCX, XLSX, PPTX, ODT, ODS, ODP.".into(),
        FileWithMacros => "El documento contiene macros, y no se admiten documentos con macros. Se puede guardar sin ellas, por ejemplo como DOCX.".into(),
        FileNameMalformed => "El nombre de un archivo no lleva barras, dos puntos ni otros caracteres que los sistemas de archivos rechazan, y no empieza ni termina con un punto.".into(),
        FileNameOfOtherType { name, content_type, endings } => {
            format!("El contenido es {content_type} y el nombre '{name}' termina de otra forma: se admite {}.", endings.join(", ")).into()
        }
        NoPicture { id } => format!("El archivo {id} no es una imagen.").into(),
        NamesIt { what, id } => format!("Lo menciona este registro: {} {id}.", what.one(LANGUAGE)).into(),
        AdviceTakeFileFromRecords => "Primero hay que quitarlo de esos registros.".into(),

        OptionsMissing => "Una lista necesita sus opciones.".into(),
        LinkMissing => "Un campo enlazado necesita su enlace: {\"through\": \"company_id\", \"field\": \"website\"}.".into(),
        LinkOfOtherType => "Solo un campo de tipo linked tiene un enlace.".into(),
        LinkToLink => "Ese campo también está enlazado; un enlace lleva a un campo que tiene su propio valor.".into(),
        MeaninglessForLinked => "Un campo enlazado muestra el valor de otro registro, así que esto no tiene sentido en él.".into(),
        InputIsLinked => "Este campo está enlazado: muestra el valor de otro registro y no admite ninguno.".into(),
        FilterOfLinkedInput => "Este campo está enlazado: muestra el valor de otro registro y no sirve para filtrar una lista.".into(),
        OptionRepeated => "Esta opción ya está en la lista.".into(),
        RangeOfUnorderedInput => {
            "Solo los números y las fechas admiten un intervalo; los demás campos adicionales admiten un valor o una lista de valores."
                .into()
        }
        InteractionOfNobody => "Una interacción se refiere a un lead o a una empresa: hay que indicar `lead_id` o `company_id`.".into(),
        InteractionOfBoth => "Una interacción se refiere a un lead o a una empresa, no a ambos.".into(),
        OnlyOfCompany => "Solo una interacción con una empresa indica un contacto, una oportunidad, un ticket o un pedido.".into(),
        DateOfNoAction => "No hay ninguna `next_action` a la que pueda referirse esta fecha.".into(),
        TooManyInteractions { most } => format!("Un lead tiene como máximo {most} interacciones.").into(),
        OptionsOfNoList => "Solo una lista tiene opciones.".into(),
        OptionsWithoutDefault { value } => {
            format!("El valor predeterminado '{value}' no está entre estas opciones: hay que conservarlo, o indicar otro en `default`, o null para ninguno.").into()
        }
        OptionsTooLong => "Las opciones de todos los campos adicionales de un tipo de registro no pueden sumar más de 1 MiB.".into(),
        SlugMalformed => "Un slug solo tiene letras minúsculas sin acento, dígitos y _: hay que indicar uno así.".into(),
        UnknownInput { meant: Some(meant) } => format!("El perfil no tiene este campo adicional.{}", did_you_mean(Some(meant))).into(),
        UnknownInput { meant: None } => "El perfil no tiene este campo adicional; GetInputs muestra los que tiene.".into(),
        NoOption { options, others } => {
            let options: Vec<String> = options.iter().map(ToString::to_string).collect();
            let others = if *others == 0 { String::new() } else { format!(" y {others} más") };
            format!("Se espera una de las opciones del campo, escrita igual: {}{others}.", options.join(", ")).into()
        }
        InputsTooLong => "Los valores de todos los campos adicionales de un registro no pueden sumar más de 64 KiB.".into(),

        LeadOutOfReach => "Un lead necesita un correo electrónico o un teléfono: email, phone o mobile.".into(),
        LeadIsConverted => "El lead ya se convirtió: esto queda como está.".into(),
        OnlyByConversion => "Un lead solo se convierte con Leads.ConvertLead, que crea su empresa y su contacto.".into(),
        ScoreOutOfRange => "Una puntuación es un número de 0 a 100, con dos decimales como máximo.".into(),
        ContactBesideId => {
            "Son los nombres de un contacto nuevo, y contact_id indica uno que ya existe: hay que indicar solo uno de los dos.".into()
        }
        ConvertedToOther { company_id, contact_id } => {
            format!("El lead ya se convirtió: ahora es el contacto {contact_id} de la empresa {company_id}.").into()
        }
        LeadIsLost => "El lead está perdido. Primero hay que darle otro estado: Leads.EditLead.".into(),
        ContactsHaveEmail { ids } => {
            let named = if ids.is_empty() { String::new() } else { format!(": {}", numbers(ids)) };
            format!(
                "Ya hay contactos con el correo del lead{named}. Hay que indicar uno de ellos con contact_id o enviar allow_duplicate: true."
            )
            .into()
        }
        AdviceTakeTicket => "Hay que eliminarlas o quitarles el ticket_id.".into(),
        AdviceTakeLead => "Hay que eliminarlas o quitarles el lead_id.".into(),
        ProductBesideLines => "Equivale a una partida, y ya hay partidas: hay que indicar solo una de las dos cosas.".into(),
        UnknownSource { code, codes, meant } => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            let known = if codes.is_empty() { String::new() } else { format!(" Los orígenes: {}.", codes.join(", ")) };
            format!("El catálogo contact_origins no tiene ninguna entrada con el código '{code}'.{}{known}", did_you_mean(meant.as_deref()))
                .into()
        }

        HealthOfInteractions { days: 0 } => "La última interacción fue hace menos de un día.".into(),
        HealthOfInteractions { days: 1 } => "La última interacción fue hace 1 día.".into(),
        HealthOfInteractions { days } => format!("La última interacción fue hace {days} días.").into(),
        HealthWithoutInteractions => "Aún no hay ninguna interacción.".into(),
        HealthOfTickets { open, overdue } => format!("Tickets por resolver: {open}. Vencidos entre ellos: {overdue}.").into(),
        HealthOfManyTickets { least } => format!("Hay {least} tickets por resolver, o más.").into(),
        HealthWithoutTickets { days } => format!("No hay tickets por resolver ni de los últimos {days} días.").into(),
        HealthOfOpenPipeline => "Hay una oportunidad abierta.".into(),
        HealthOfClosedPipeline { days } => {
            format!("En los últimos {days} días se ganó o perdió una oportunidad, y ninguna está abierta.").into()
        }
        HealthOfOrders { now, before, days } => {
            format!("Pedidos en los últimos {days} días: {now}; en los {days} días anteriores: {before}.").into()
        }
        HealthWithoutOrders { days } => format!("No hay pedidos en los últimos {days} días.").into(),
        HealthOfFeedback { answers: 1, days } => format!("El promedio de una respuesta de los últimos {days} días.").into(),
        HealthOfFeedback { answers, days } => format!("El promedio de {answers} respuestas de los últimos {days} días.").into(),
        HealthWithoutFeedback { days } => format!("No hay respuestas a solicitudes de opinión en los últimos {days} días.").into(),
        PageWithoutSegment => "Solo los clientes de un segmento tienen páginas: hay que indicar cuál con segment.".into(),
        TooManyBuckets { most } => {
            format!("Un informe tiene como máximo {most} intervalos y estos días dan más: hay que pedir menos días o unos más largos, como {{\"by\": \"month\"}}.").into()
        }
        TooManyGroups { most } => format!("Hay más de {most} grupos: hay que acotar los registros con filtros.").into(),
        BucketsWithoutTime => "Solo una fecha en group_by tiene intervalos.".into(),
        TotalsShowNoRecords => "Los totales no muestran registros: admiten los filtros de la lista y nada más de ella.".into(),
        HealthWithoutPipeline { days } => {
            format!("No hay ninguna oportunidad abierta, ni se ganó o perdió ninguna en los últimos {days} días.").into()
        }

        NotificationMissing => "Hay que indicar al menos una notificación.".into(),
        CommentWithoutNotify => "Un comentario acompaña a una notificación: hay que indicar notify: true u omitirlo.".into(),

        NotPositive => "Debe ser mayor que 0.".into(),
        LinesMissing => "want_products es true: se espera al menos una partida.".into(),
        LinesNotWanted => "want_products es false: la oportunidad no lleva partidas.".into(),
        LinesTooMany { most } => format!("Se admiten {most} partidas como máximo.").into(),
        NumberOfSequence { letter } => format!("Los números de la forma {letter}-000001 los asigna el servicio. Se admite otra forma.").into(),
        NoSuchLine { id } => format!("El documento no tiene la partida {id}. Una partida nueva va sin line_id, o con 0.").into(),
        LineRepeated { id } => format!("La partida {id} ya se indicó antes.").into(),
        PriceInOtherCurrency => "El producto tiene su precio en otra moneda que el documento, así que la partida necesita uno propio.".into(),
        CustomerBlocked { name } => format!("El cliente {name} está bloqueado y no admite pedidos.").into(),
        OrderOfNothing => "Un pedido necesita lines, un product_id con su amount, o un quotation_id.".into(),
        OrderOfSeveral => "Un pedido admite solo uno de estos: lines, product_id o quotation_id.".into(),
        AmountOfNoProduct => "Una cantidad acompaña a product_id. Cada una de las partidas tiene la suya.".into(),
        OfQuotation => "El pedido toma este dato de su cotización.".into(),
        OrderBackwards { from, to } => format!("El pedido está en {from}. Solo vuelve a {to} con reopen: true.").into(),
        ReopenWithoutStatus => "Para reabrir un pedido hay que indicar el estado al que vuelve: status.".into(),
        OrderLinesFixed { status } => format!("El pedido está en {status}. Sus partidas solo cambian en pending o processing.").into(),
        QuotationOrdered => "Ya hay un pedido de esta cotización.".into(),
        QuotationUnaccepted { status } => format!("La cotización está en {status}. Solo una aceptada se convierte en pedido: Quotations.Accept.").into(),
        AdviceDeleteThem => "Primero hay que eliminarlos.".into(),
        AdviceTakeOrder => "Hay que eliminarlos o quitarles el order_id.".into(),
        QuotationNoDraft { status } => format!("La cotización está en {status}. Solo cambia un borrador; Quotations.Revise hace uno nuevo.").into(),
        QuotationUnsent => "La cotización es un borrador. Primero hay que enviarla: Quotations.Send.".into(),
        QuotationSettled { status } => format!("La cotización está en {status} y así se queda. Una revisión posterior puede sustituirla: Quotations.Revise.").into(),
        QuotationSuperseded => "Una revisión posterior ha sustituido la cotización.".into(),
        QuotationAcceptedAlready => "La cotización está aceptada y no admite otra revisión.".into(),
        QuotationExpired { day } => format!("La cotización era válida hasta el {day}. Se acepta de todos modos con even_if_expired: true.").into(),
        QuotationsNotMailed => {
            "Este servicio no envía cotizaciones por correo: quien lo opera debe configurar un servidor SMTP (--smtp-url, --mail-from). Sin \
             mail, la cotización se envía igualmente."
                .into()
        }
        QuotationNotMailedExpired { day } => format!(
            "La cotización era válida hasta el {day}, así que no se envía por correo. Una revisión recibe una fecha nueva: Quotations.Revise."
        )
        .into(),
        NobodyToMail => "Ni el contacto de la cotización ni su empresa tienen correo electrónico: hay que indicar uno en mail.to.".into(),
        MailBlocked { email } => format!("El contacto con la dirección {email} no recibe correos (mail_blocked).").into(),
        QuotationMailSubject { number, sender } => format!("Cotización {number} de {sender}").into(),
        QuotationMailText { name, number, day, sender } => {
            let greeting = name.as_ref().map_or_else(|| "Hola:".to_owned(), |name| format!("Hola, {name}:"));
            let validity = day.as_ref().map(|day| format!(" Es válida hasta el {day}.")).unwrap_or_default();
            format!("{greeting}\n\nAdjuntamos nuestra cotización {number} en PDF.{validity}\n\n{sender}").into()
        }
        QuotationRevised => "Ya hay un borrador de una revisión posterior.".into(),
        QuotationDraftOfNone => "La cotización es un borrador. Se puede modificar tal como está.".into(),
        QuotationWithoutLines => "La cotización no tiene partidas, así que no hay nada que enviar.".into(),
        QuotationOfNoOpportunity => "La cotización no pertenece a ninguna oportunidad que pueda ganarse.".into(),
        QuotationOfNobody => "Una cotización necesita un company_id, o un opportunity_id del que tome la empresa.".into(),
        NumberOfRevision => "Una revisión posterior conserva el número de la primera.".into(),
        LinesKept { number } => {
            let (lines, remove_them) = if *number == 1 { ("partida", "quitarla") } else { ("partidas", "quitarlas") };
            format!("La oportunidad tiene {number} {lines}: para {remove_them} hay que enviar también products: [].").into()
        }
        LinesKeptWithTax { number } => {
            let lines = if *number == 1 { "partida" } else { "partidas" };
            format!("La oportunidad tiene {number} {lines} con impuesto: hay que enviar también products, sin impuesto.").into()
        }
        DiscountOverPrice => "El descuento por unidad no puede ser mayor que el precio.".into(),
        TaxNoFraction => "Un impuesto es una fracción de 0 a 1: 16 % se escribe 0.16.".into(),
        TaxNotWanted => "want_tax es false: las partidas no llevan impuesto.".into(),
        TotalTooLarge => "amount × (price − discount) × (1 + tax) es demasiado grande.".into(),
        TotalDiffers { total, given } => format!("amount × (price − discount) × (1 + tax) es {total}, no {given}.").into(),
        ReasonOfLostAlone { status } => {
            format!("Solo una oportunidad perdida (lost) tiene lost_reason; el estado de esta es {status}.").into()
        }
        OwnerNoMember => "El responsable ya no es miembro del perfil. Hay que asignar otro a la oportunidad con user_id.".into(),

        FeedbackOpen { until } => format!("Ya se pregunta al cliente por lo mismo en una solicitud abierta hasta el {until}.").into(),
        FeedbackAnswered => "Esta solicitud ya tiene otra respuesta.".into(),
        FeedbackExpired => "Ya pasaron los 30 días de esta solicitud. Se puede crear otra con Feedback.RequestFeedback.".into(),
        FeedbackLinkDead => "Esta dirección no es válida. Conviene comprobar que esté completa.".into(),
        FeedbackLinkExpired => "Ya pasó el plazo para responder. Gracias de todos modos.".into(),
        FeedbackAsked { profile, subject } => match subject {
            Some(subject) => format!("A {profile} le gustaría conocer su opinión: {subject}").into(),
            None => format!("A {profile} le gustaría conocer su opinión.").into(),
        },
        FeedbackMailSubject { sender, reminder: false } => format!("A {sender} le gustaría conocer su opinión").into(),
        FeedbackMailSubject { sender, reminder: true } => format!("Recordatorio: a {sender} le gustaría conocer su opinión").into(),
        FeedbackMailText { name, subject, url, last, sender } => {
            let greeting = name.as_ref().map_or_else(|| "Hola:".to_owned(), |name| format!("Hola, {name}:"));
            let about = subject.as_ref().map(|subject| format!(" sobre lo siguiente: {subject}")).unwrap_or(".".to_owned());
            format!(
                "{greeting}\n\nNos gustaría conocer su opinión{about}\n\nResponder lleva un minuto:\n\n{url}\n\nLa dirección sirve hasta el {last}.\n\n{sender}\n"
            )
            .into()
        }
        FeedbackUnanswered => "Un cliente no ha respondido a una solicitud de opinión y no se le puede recordar por correo.".into(),

        ThemeTwice => "Ya hay otro tema con este nombre.".into(),
        TooManyMonths => "Son demasiados meses: hay que indicar un periodo más corto.".into(),
        ThemeWithoutWords => "Un tema necesita al menos una palabra.".into(),

        SubcategoryElsewhere { name } => {
            format!("La subcategoría '{name}' no pertenece a la categoría: hay que indicar otra, o ninguna.").into()
        }
        MeasuresDiffer => "Es otro nombre de product_measury_id, que indica algo distinto.".into(),

        LastManager => "Es el último administrador del perfil (rol manager). Primero hay que dar ese rol a otra persona.".into(),
        HasAccount => "Ya hay una cuenta con esta dirección. Para invitar a esa persona hay que omitir la contraseña.".into(),
        NameOfNewUserMissing => "Todavía no hay una cuenta: hay que indicar un nombre.".into(),
        InvitationsNotMailed => {
            "Este servicio no envía invitaciones, porque falta configurar --public-url o un servidor SMTP: hay que indicar una primera \
             contraseña. A quien ya tiene cuenta lo agrega quien opera el servicio: ventanilla profile add-user."
                .into()
        }
        InvitationsTooMany { most } => format!("Un perfil puede tener {most} invitaciones sin aceptar como máximo.").into(),
        InvitedTooOften { most } => format!("Esta dirección se invitó {most} veces en una hora.").into(),
        ExternalIdsOfInvited => {
            "Una invitación no tiene identificadores externos. Se indican con Profiles.EditUser cuando se haya aceptado.".into()
        }
        MemberAlready => "Este usuario ya está en el perfil.".into(),
        ResetOfOneself => "Es la cuenta propia: su contraseña se cambia con Auth.ChangePassword.".into(),
        ResetByOperator => {
            "Este usuario también está en otro perfil. La contraseña la establece quien opera el servicio: ventanilla user reset-password.".into()
        }
        ResetLinkMade => "La administración del perfil creó un enlace para establecer una contraseña nueva en esta cuenta".into(),

        CursorOfAnotherProfile => "Este cursor es de otro perfil.".into(),
        CursorNotInDatabase => "La base de datos no tiene el cambio de este cursor: es otra, o se restauró de una copia anterior. \
             Hay que empezar de nuevo con Sync.GetSnapshot."
            .into(),
        CursorOfAnotherList => "Este cursor es de otra lista. Hay que enviar los filtros y el orden con los que llegó.".into(),
        PageBesideCursor => "Una lista se lee por página o por cursor. Hay que omitir uno de los dos.".into(),
        NoSuchSort { key, known, meant } => match meant {
            Some(_) => format!("Esta lista no se puede ordenar por '{key}'.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("Esta lista no se puede ordenar por '{key}'. Las claves posibles: {}.", known.join(", ")).into(),
        },
        SortOfSeveral { last } => format!("Esta lista se ordena por una sola clave; después solo puede ir '{last}'.").into(),
        NoSuchField { name, known, meant } => match meant {
            Some(_) => format!("Aquí no hay ningún campo '{name}'.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("Aquí no hay ningún campo '{name}'. Los que hay aquí: {}.", known.join(", ")).into(),
        },
        CursorOfAnotherRelease => "Este cursor es de otra versión del servicio. Hay que empezar de nuevo.".into(),
        EntitiesBesideCursor => "El cursor ya sabe de qué entidades se trata. Hay que omitir este parámetro.".into(),

        KindNotReadable { what } => format!("El token de aplicación no puede leer {}.", what.several(LANGUAGE)).into(),
        WebhookTellsUnreadable => "Este webhook informa de tipos de registro que el token de aplicación no puede leer.".into(),
        WebhooksTooMany { most } => format!("Un perfil puede tener {most} webhooks como máximo.").into(),
        UrlTooLong { most } => format!("Esta URL puede tener {most} bytes como máximo.").into(),
        UrlMalformed => "No se puede leer como URL.".into(),
        UrlWithoutScheme => "Debe empezar con https:// y un host.".into(),
        UrlWithPassword => "Una URL no puede llevar usuario ni contraseña: los vería cualquiera que administre el perfil.".into(),
        UrlWithFragment => "La parte que sigue a # nunca se envía. Hay que omitirla.".into(),
        DeliveryOrWebhookMissing => "Hay que indicar una entrega o un webhook.".into(),
        DeliveryAndWebhook => "Hay que indicar una entrega o un webhook, no los dos.".into(),
        EndpointAnswered { status } => format!("El destino respondió {status}.").into(),
        EndpointRedirects { status } => format!("El destino respondió {status}; las redirecciones no se siguen.").into(),
        EndpointSilent { seconds } => format!("El destino no respondió en {seconds} segundos.").into(),
        MessageNotWritten => "No se puede escribir el mensaje para el destino.".into(),
        EndpointGone => "El destino respondió 410 Gone: ya no acepta más mensajes.".into(),
        DeliveryFailedForDay { failure } => {
            format!("Una entrega ha fallado durante 24 horas; el motivo del último intento: {failure}").into()
        }
        WebhookDisabled { host } => format!("Se desactivó el webhook hacia {host}").into(),
        WebhookDisabledBecause { reason } => {
            format!("{} Los cambios esperan hasta que se vuelva a activar con Webhooks.Edit.", reason.text(LANGUAGE)).into()
        }
        WebhookRefusesChange { host } => format!("El webhook hacia {host} no acepta un cambio").into(),
        WebhookRefusesChangeBecause { reason, what, record_id, delivery_id } => format!(
            "{} Los cambios posteriores {} {} {record_id} esperan hasta que Webhooks.Redeliver repita la entrega {delivery_id}. Todo lo \
             demás continúa. Webhooks.GetDeliveries muestra las entregas que fallaron; mientras haya alguna, no se notifica ningún otro \
             fallo.",
            reason.text(LANGUAGE),
            what.agreeing("de la", "del"),
            what.one(LANGUAGE),
        )
        .into(),

        FollowUpDue => "Hay un seguimiento pendiente.".into(),
        FollowUpOverdue => "Un seguimiento lleva tres días de retraso.".into(),
        LeadFromDirectory => "Llegó un lead por el directorio.".into(),
        CampaignOfLead { campaign } => format!("Campaña: {campaign}").into(),
        MailAbout { what, id, profile } => format!("{} {id}, {profile}", what.one(LANGUAGE)).into(),
    }
}

fn did_you_mean(meant: Option<&str>) -> String {
    meant.map_or(String::new(), |meant| format!(" ¿Se trata de '{meant}'?"))
}

fn policy_name(policy: Policy) -> &'static str {
    match policy {
        Policy::Token => "token",
        Policy::Address => "dirección",
    }
}

fn in_flight(what: InFlight) -> &'static str {
    match what {
        InFlight::Bodies => "solicitudes en camino hacia el servicio",
        InFlight::Answers => "respuestas pendientes de leer",
    }
}
