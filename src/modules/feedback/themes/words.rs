//! The words of a comment: stems in clauses, each with whether it is negated.
//!
//! Invariants: case and accents mean nothing, because half of all comments are written without accents. A negation reaches three words
//! far, and ends with the clause: in `no llegó tarde` both words are negated, in `no lo usé porque llegó tarde` the last two are not.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use crate::fields::folding::fold;
use crate::sentences::Language;

/// The words of a comment that are looked at. Nobody needs more to say what is wrong.
const MOST_WORDS: usize = 300;

/// The words that a negation reaches.
const REACH: usize = 3;

/// The shortest word that means anything by itself.
const SHORTEST: usize = 3;

const NEGATIONS: &str = "no nunca jamas sin tampoco ni ningun ninguna ninguno nada not never without cannot nor none neither \
    dont doesnt didnt isnt wasnt arent werent cant couldnt wont wouldnt havent hasnt hadnt";

/// Words behind a negation that take it back: `no solo`, `not only`.
const REVOKING: &str = "solo solamente only just";

/// Words with which another clause begins.
const JOINING: &str = "y e pero sino aunque porque pues cuando que o and but although though because however when that or so";

/// Words that carry no theme: those of grammar, and praise and blame in general, which the rating says already.
const SPANISH: &str = "a al algo algun alguna algunas alguno algunos ante antes aqui asi aun cada casi como con contra cual cuando de del desde donde dos \
    durante el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estaban estado estamos estan estar estas este esto \
    estos estoy fue fueron gran grande ha haber habia han hace hacen hacer hacia hasta hay he hemos hizo hoy la las le les lo los luego mas \
    me mi mis mismo misma mucha muchas mucho muchos muy nos nosotros nuestra nuestras nuestro nuestros os otra otras otro otros para parte \
    poco por puede pueden pues que quien quienes se sea ser si sido siempre siendo sobre solo son soy su sus tal tambien tan tanto te \
    tenemos tener tengo tenia tiene tienen toda todas todavia todo todos tras tu tus un una unas uno unos usted ustedes va van vez vino \
    voy ya yo bien buen buena buenas bueno buenos mal mala malas malo malos mejor peor excelente excelentes genial perfecto perfecta \
    pesimo pesima horrible increible encanta encanto gusta gusto gracias recomendable recomiendo contento contenta contentos feliz \
    satisfecho satisfecha servicio servicios producto productos empresa compra siempre verdad nada realmente bastante demasiado dia dias no \
    nunca jamas sin tampoco ni";

const ENGLISH: &str = "a about after again all also always am an and any are as at be because been before being both but by can could did do does \
    doing each even ever every few for from further get got had has have having he her here him his how i if in into is it its just me \
    more most much my no of off on once one only or other our ours out over own really same she should so some still such than that the \
    their them then there these they this those through to too two under until up us very was we were what when where which while who \
    will with would you your yours good great bad best better worst worse excellent amazing awesome perfect terrible horrible awful nice \
    love loved like liked happy satisfied disappointed thanks thank recommend recommended service services product products company \
    purchase quite rather day days not never without cannot";

/// A stem by its number, and whether it is negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word {
    pub stem: u32,
    pub negated: bool,
}

/// A word as it stands in a comment.
#[derive(Debug, Clone)]
pub struct Token {
    pub word: Word,
    /// The word as it is written, in small letters.
    pub written: String,
    /// Whether it carries no theme.
    pub is_plain: bool,
}

/// The words of a clause, without its negations.
pub type Clause = Vec<Token>;

/// A list of words, to be looked up.
struct Words(Vec<&'static str>);

impl Words {
    fn of(text: &'static str) -> Self {
        let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
        words.sort_unstable();
        Words(words)
    }

    fn have(&self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}

/// Reads comments in Spanish and in English, and numbers the stems that it meets.
pub struct WordReader {
    negations: Words,
    revoking: Words,
    joining: Words,
    spanish: (Words, Stemmer),
    english: (Words, Stemmer),
    numbers: HashMap<(&'static str, String), u32>,
}

impl WordReader {
    pub fn new() -> Self {
        WordReader {
            negations: Words::of(NEGATIONS),
            revoking: Words::of(REVOKING),
            joining: Words::of(JOINING),
            spanish: (Words::of(SPANISH), Stemmer::create(Algorithm::Spanish)),
            english: (Words::of(ENGLISH), Stemmer::create(Algorithm::English)),
            numbers: HashMap::new(),
        }
    }

    /// The language of each of these texts: that with more of its small words and letters in it. A text that has none, such as `llego
    /// tarde`, is in the language in which the others use its words; otherwise in this one.
    pub fn languages(&self, texts: &[&str], otherwise: Language) -> Vec<Language> {
        let words: Vec<Vec<String>> =
            texts.iter().map(|text| written_words(text).flatten().take(MOST_WORDS).map(|word| fold(&word)).collect()).collect();
        let told: Vec<Option<Language>> = texts.iter().zip(&words).map(|(text, words)| self.told(text, words)).collect();
        let mut known: HashMap<&str, i64> = HashMap::new();
        for (language, words) in told.iter().zip(&words) {
            let weight = match language {
                Some(Language::Spanish) => 1,
                Some(Language::English) => -1,
                None => continue,
            };
            for word in words {
                *known.entry(word).or_default() += weight;
            }
        }
        let by_others =
            |words: &[String]| -> i64 { words.iter().filter_map(|word| known.get(word.as_str())).map(|sum| sum.signum()).sum() };
        let language = |(told, words): (&Option<Language>, &Vec<String>)| match (told, by_others(words)) {
            (Some(language), _) => *language,
            (None, 1..) => Language::Spanish,
            (None, ..=-1) => Language::English,
            (None, 0) => otherwise,
        };
        told.iter().zip(&words).map(language).collect()
    }

    /// The language that a text tells by itself.
    fn told(&self, text: &str, words: &[String]) -> Option<Language> {
        let number = |list: &Words| words.iter().filter(|word| list.have(word)).count();
        let letters = text.chars().filter(|letter| "áéíóúñÁÉÍÓÚÑ¿¡".contains(*letter)).count();
        match (number(&self.spanish.0) + letters, number(&self.english.0)) {
            (spanish, english) if spanish > english => Some(Language::Spanish),
            (spanish, english) if spanish < english => Some(Language::English),
            _ => None,
        }
    }

    /// The clauses of a text in this language.
    pub fn clauses(&mut self, text: &str, language: Language) -> Vec<Clause> {
        let (mut clauses, mut clause, mut reach, mut number) = (Vec::new(), Clause::new(), 0, 0);
        let mut was_negation = false;
        for written in written_words(text) {
            let word = written.as_deref().map(plain);
            let ends = word.as_ref().is_none_or(|word| self.joining.have(word));
            if ends {
                clauses.push(std::mem::take(&mut clause));
                (reach, was_negation) = (0, false);
            }
            let (Some(written), Some(word)) = (written, word) else { continue };
            if self.negations.have(&word) || word.ends_with("n't") {
                (reach, was_negation) = (REACH, true);
                continue;
            }
            if was_negation && self.revoking.have(&word) {
                reach = 0;
            }
            was_negation = false;
            number += 1;
            if number > MOST_WORDS {
                break;
            }
            let is_plain = self.is_plain(&word, language);
            let negated = reach > 0;
            if negated && !is_plain {
                reach -= 1;
            }
            clause.push(Token { word: Word { stem: self.stem(&word, language), negated }, written: written.to_lowercase(), is_plain });
        }
        clauses.push(clause);
        clauses.retain(|clause| !clause.is_empty());
        clauses
    }

    fn is_plain(&self, word: &str, language: Language) -> bool {
        let list = match language {
            Language::Spanish => &self.spanish.0,
            Language::English => &self.english.0,
        };
        word.chars().count() < SHORTEST
            || word.chars().all(|character| character.is_numeric())
            || list.have(word)
            || self.joining.have(word)
    }

    fn stem(&mut self, word: &str, language: Language) -> u32 {
        let stemmer = match language {
            Language::Spanish => &self.spanish.1,
            Language::English => &self.english.1,
        };
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry((language.code(), stemmer.stem(word).into_owned())).or_insert(next)
    }
}

/// A word without case and accents, with a straight apostrophe.
fn plain(word: &str) -> String {
    fold(&word.replace('’', "'"))
}

/// The words of a text as they are written, and none where a clause ends.
fn written_words(text: &str) -> impl Iterator<Item = Option<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars().chain(['.']) {
        let goes_on = character.is_alphanumeric() || (matches!(character, '\'' | '’') && !word.is_empty());
        if goes_on {
            word.push(character);
            continue;
        }
        let whole = std::mem::take(&mut word);
        let whole = whole.trim_end_matches(['\'', '’']);
        if !whole.is_empty() {
            words.push(Some(whole.to_owned()));
        }
        if !character.is_whitespace() && !matches!(character, '-' | '/' | '"' | '«' | '»' | '“' | '”') {
            words.push(None);
        }
    }
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text that carry a theme; a negated one begins with a minus.
    fn told(text: &str, language: Language) -> Vec<String> {
        let mut reader = WordReader::new();
        let tokens = reader.clauses(text, language).into_iter().flatten().filter(|token| !token.is_plain);
        tokens.map(|token| format!("{}{}", if token.word.negated { "-" } else { "" }, token.written)).collect()
    }

    #[test]
    fn a_negation_reaches_to_the_end_of_its_clause_and_no_farther() {
        for (text, words) in [
            ("Llegó tarde.", vec!["llegó", "tarde"]),
            ("No llegó tarde.", vec!["-llegó", "-tarde"]),
            ("No llegó tarde, el empaque roto", vec!["-llegó", "-tarde", "empaque", "roto"]),
            ("No se rompió y llegó tarde", vec!["-rompió", "llegó", "tarde"]),
            ("No solo llegó tarde", vec!["llegó", "tarde"]),
            ("Sin retrasos", vec!["-retrasos"]),
            ("Nunca contestan el teléfono de la oficina central", vec!["-contestan", "-teléfono", "-oficina", "central"]),
        ] {
            assert_eq!(told(text, Language::Spanish), words, "{text}");
        }
        for (text, words) in [
            ("It wasn't late", vec!["-late"]),
            ("It wasn’t late but the box was damaged", vec!["-late", "box", "damaged"]),
            ("Not only late", vec!["late"]),
        ] {
            assert_eq!(told(text, Language::English), words, "{text}");
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem_with_and_without_accents() {
        let mut reader = WordReader::new();
        let mut stem = |word: &str, language| reader.clauses(word, language)[0][0].word;
        assert_eq!(stem("entregaron", Language::Spanish), stem("Entrega", Language::Spanish));
        assert_eq!(stem("envío", Language::Spanish), stem("envios", Language::Spanish));
        assert_eq!(stem("atención", Language::Spanish), stem("ATENCION", Language::Spanish));
        assert_eq!(stem("delivered", Language::English), stem("delivering", Language::English));
    }

    #[test]
    fn the_small_words_tell_the_language() {
        let texts = ["El pedido no llego", "The order never came", "pedido", "order", "Llegó", "Ok"];
        let (spanish, english) = (Language::Spanish, Language::English);
        let told = [spanish, english, spanish, english, spanish];
        for otherwise in [spanish, english] {
            let languages = WordReader::new().languages(&texts, otherwise);
            assert_eq!((&languages[..5], languages[5]), (&told[..], otherwise));
        }
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in ["", "   ", "''’", "¿?¡!", "😀😀", "a".repeat(50_000).as_str(), "no no no", "n't"] {
            for language in [Language::Spanish, Language::English] {
                told(text, language);
            }
        }
    }
}
