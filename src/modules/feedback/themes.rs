//! Themes: what customers speak of in their comments, without a model: stems of words and of pairs of words, counted by customer.
//!
//! Invariants: frequency alone makes no theme: themes are in the order of how far they move the average. A theme has three customers or
//! more, and each customer counts once. The themes of the profile's own come first, and what they cover is not found once more. The same
//! comments give the same themes, in the same order.

mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::feedback::{Answers, Comment};
use crate::fields::{FeedbackTheme, Money};
use crate::modules::quotients::{share, with_places};
use crate::records::feedback;
use crate::sentences::Language;
use words::{Clause, Word, WordReader};

/// The newest comments that are read.
pub const MOST_COMMENTS: i64 = 2_000;

/// The least number of comments that tell anything.
const LEAST_COMMENTS: usize = 10;

/// The least number of customers of a theme.
const LEAST_CUSTOMERS: usize = 3;

/// The most themes that are found.
const MOST_FOUND: usize = 20;

/// The examples of a theme.
const EXAMPLES: usize = 3;

/// The themes of the comments in a stretch of time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FeedbackThemes")]
pub struct Themes {
    /// The number of answers in the stretch, with and without a comment.
    answers: i64,
    /// The number of comments that were read: the newest 2,000 at the most.
    #[schemars(with = "i64")]
    comments: usize,
    /// The number of customers who wrote them.
    #[schemars(with = "i64")]
    customers: usize,
    /// The average of all answers as a score from 0 to 100, so that both scales can be compared: a star is 0, two are 25 and five are
    /// 100; a rating from 0 to 10 counts ten times. Null without answers.
    average: Option<Money>,
    /// Whether there are fewer than ten comments, which tell nothing. Then there are no themes.
    insufficient_data: bool,
    /// The themes: first the profile's own, in their order, then at most 20 that were found, in the order of how far they move the
    /// average.
    themes: Vec<Theme>,
}

/// A theme that at least three customers speak of.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FoundTheme")]
pub struct Theme {
    /// The name: that of the profile's own theme, or the word or the two words that were found, in the form that most customers use.
    /// Negated words are another theme: `no funciona`.
    name: String,
    /// Whether it is one of the profile's own (`feedback_themes`).
    own: bool,
    /// The number of customers who speak of it, each counted once.
    #[schemars(with = "i64")]
    customers: usize,
    /// The number of their answers.
    #[schemars(with = "i64")]
    answers: usize,
    /// The share of the customers with comments who speak of it, from 0 to 1.
    share: Option<Money>,
    /// The average of these answers as a score from 0 to 100.
    average: Option<Money>,
    /// By how much the average of all answers would change without these, in points of the score: above 0 the theme pulls the average
    /// down, below 0 it lifts it. Null if there are no other answers.
    impact: Option<Money>,
    /// The ids of three of the answers, the newest of different customers.
    examples: Vec<i64>,
}

/// One word, or two in a row.
type Term = (Word, Option<Word>);

/// A comment that was read.
struct Read<'a> {
    comment: &'a Comment,
    language: Language,
    clauses: Vec<Clause>,
}

/// The answers that speak of something, by their places, the newest first.
#[derive(Default)]
struct Spoken {
    places: Vec<usize>,
    customers: HashSet<i64>,
    /// How often it is written in which form.
    written: BTreeMap<String, usize>,
}

/// The score of a rating, in hundredths of a point.
fn score(scale: &str, rating: i64) -> i64 {
    feedback::score(scale, rating).ten_thousandths() / 100
}

/// The themes of these answers. The language is that of comments whose words tell none.
pub fn themes(answers: &Answers, own: &[FeedbackTheme], otherwise: Language) -> Themes {
    let whole = Whole::of(answers);
    let customers = answers.comments.iter().map(|comment| comment.company_id).collect::<HashSet<i64>>().len();
    let insufficient_data = answers.comments.len() < LEAST_COMMENTS;
    let themes = if insufficient_data { Vec::new() } else { Finder::read(answers, otherwise).themes(own, &whole, customers) };
    let average = average(whole.sum, whole.number);
    Themes { answers: whole.number, comments: answers.comments.len(), customers, average, insufficient_data, themes }
}

/// The average of so many scores, whose sum is in hundredths, with two places.
fn average(sum: i64, number: i64) -> Option<Money> {
    with_places(sum.into(), i128::from(number).checked_mul(100)?, 2)
}

/// All answers, of which themes are a part.
struct Whole {
    number: i64,
    /// The sum of the scores, in hundredths.
    sum: i64,
}

impl Whole {
    fn of(answers: &Answers) -> Self {
        let (mut number, mut sum) = (0, 0);
        for ((scale, rating), answers) in &answers.ratings {
            number += answers;
            sum += score(scale, *rating).saturating_mul(*answers);
        }
        Whole { number, sum }
    }

    /// By how much the average changes without answers of this number and sum, in hundredths.
    fn without(&self, number: i64, sum: i64) -> Option<i64> {
        let rest = self.number - number;
        if rest <= 0 || self.number <= 0 {
            return None;
        }
        // (S − s)/(N − n) − S/N over one divisor, so that it is rounded once.
        let (all, of_all, own, of_own) = (i128::from(self.number), i128::from(self.sum), i128::from(number), i128::from(sum));
        let dividend = (of_all - of_own) * all - of_all * (all - own);
        let divisor = i128::from(rest) * all;
        i64::try_from((dividend * 2 + divisor).div_euclid(divisor * 2)).ok()
    }
}

struct Finder<'a> {
    reader: WordReader,
    read: Vec<Read<'a>>,
}

impl<'a> Finder<'a> {
    fn read(answers: &'a Answers, otherwise: Language) -> Self {
        let mut reader = WordReader::new();
        let texts: Vec<&str> = answers.comments.iter().map(|comment| comment.comment.as_str()).collect();
        let languages = reader.languages(&texts, otherwise);
        let read = answers.comments.iter().zip(languages).map(|(comment, language)| {
            let clauses = reader.clauses(&comment.comment, language);
            Read { comment, language, clauses }
        });
        let read = read.collect();
        Finder { reader, read }
    }

    fn themes(mut self, own: &[FeedbackTheme], whole: &Whole, customers: usize) -> Vec<Theme> {
        let mut taken: Vec<(BTreeSet<u32>, Spoken)> = Vec::new();
        let mut themes = Vec::new();
        for theme in own {
            let (stems, spoken) = self.of_own(theme);
            if spoken.customers.len() >= LEAST_CUSTOMERS {
                themes.push(self.theme(theme.name.clone(), true, &spoken, whole, customers));
                taken.push((stems, spoken));
            }
        }
        let mut found = 0;
        for (term, spoken) in self.found(whole) {
            let stems: BTreeSet<u32> = [Some(term.0), term.1].into_iter().flatten().map(|word| word.stem).collect();
            let is_covered =
                |(others, by): &(BTreeSet<u32>, Spoken)| is_the_same(by, &spoken) || (!others.is_disjoint(&stems) && covers(by, &spoken));
            if found == MOST_FOUND || taken.iter().any(is_covered) {
                continue;
            }
            found += 1;
            let name = self.name(&term, &spoken);
            themes.push(self.theme(name, false, &spoken, whole, customers));
            taken.push((stems, spoken));
        }
        themes
    }

    /// The answers that speak of a theme of the profile's own, and the stems of its words.
    fn of_own(&mut self, theme: &FeedbackTheme) -> (BTreeSet<u32>, Spoken) {
        let mut phrases: Vec<(Language, Vec<Word>, bool)> = Vec::new();
        for (words, language) in theme.words.iter().flat_map(|words| [(words, Language::Spanish), (words, Language::English)]) {
            let tokens: Clause = self.reader.clauses(words, language).into_iter().flatten().collect();
            // Where all words are plain, the profile means just these.
            let with_plain = tokens.iter().all(|token| token.is_plain);
            let phrase: Vec<Word> = tokens.iter().filter(|token| with_plain || !token.is_plain).map(|token| token.word).collect();
            if !phrase.is_empty() {
                phrases.push((language, phrase, with_plain));
            }
        }
        let mut spoken = Spoken::default();
        for (place, read) in self.read.iter().enumerate() {
            let has = |(language, phrase, with_plain): &(Language, Vec<Word>, bool)| {
                *language == read.language && read.clauses.iter().any(|clause| has_phrase(clause, phrase, *with_plain))
            };
            if phrases.iter().any(has) {
                spoken.places.push(place);
                spoken.customers.insert(read.comment.company_id);
            }
        }
        (phrases.iter().flat_map(|(_, phrase, _)| phrase).map(|word| word.stem).collect(), spoken)
    }

    /// The words and pairs that may be themes, those that move the average the farthest first.
    fn found(&self, whole: &Whole) -> Vec<(Term, Spoken)> {
        let mut terms: HashMap<Term, Spoken> = HashMap::new();
        for (place, read) in self.read.iter().enumerate() {
            for clause in &read.clauses {
                let mut before: Option<(Word, &str)> = None;
                for token in clause.iter().filter(|token| !token.is_plain) {
                    note(&mut terms, (token.word, None), place, read, token.written.clone());
                    if let Some((word, written)) = before {
                        note(&mut terms, (word, Some(token.word)), place, read, format!("{written} {}", token.written));
                    }
                    before = Some((token.word, &token.written));
                }
            }
        }
        terms.retain(|_, spoken| spoken.customers.len() >= LEAST_CUSTOMERS);
        // A pair stands for a word that is hardly used without it; a pair that stands for no word says no more than its words.
        let stands_for =
            |pair: &Spoken, word: Word| terms.get(&(word, None)).is_some_and(|alone| pair.customers.len() * 5 >= alone.customers.len() * 3);
        let (mut pairs, mut replaced): (HashSet<Term>, HashSet<Word>) = (HashSet::new(), HashSet::new());
        for (term, spoken) in &terms {
            if let (one, Some(other)) = *term {
                for word in [one, other].into_iter().filter(|word| stands_for(spoken, *word)) {
                    pairs.insert(*term);
                    replaced.insert(word);
                }
            }
        }
        terms.retain(|term, _| match term.1 {
            Some(_) => pairs.contains(term),
            None => !replaced.contains(&term.0),
        });
        let mut found: Vec<(i64, Term, Spoken)> =
            terms.into_iter().map(|(term, spoken)| (self.impact(&spoken, whole).map_or(0, i64::abs), term, spoken)).collect();
        found.sort_by(|(one, term, spoken), (other, other_term, other_spoken)| {
            let by_customers = || other_spoken.customers.len().cmp(&spoken.customers.len());
            other.cmp(one).then_with(by_customers).then_with(|| term.cmp(other_term))
        });
        found.into_iter().map(|(_, term, spoken)| (term, spoken)).collect()
    }

    /// The sum of the scores of these answers, in hundredths.
    fn sum(&self, spoken: &Spoken) -> i64 {
        let comments = spoken.places.iter().filter_map(|place| self.read.get(*place)).map(|read| read.comment);
        comments.map(|comment| score(&comment.scale, comment.rating)).sum()
    }

    fn impact(&self, spoken: &Spoken, whole: &Whole) -> Option<i64> {
        whole.without(i64::try_from(spoken.places.len()).ok()?, self.sum(spoken))
    }

    /// The name of a theme that was found.
    fn name(&self, term: &Term, spoken: &Spoken) -> String {
        // Of forms that are equally frequent the first one in the alphabet.
        let most = spoken.written.iter().fold(("", 0), |most, (written, number)| if *number > most.1 { (written, *number) } else { most });
        let language = spoken.places.first().and_then(|place| self.read.get(*place)).map_or(Language::default(), |read| read.language);
        if term.0.negated { format!("{} {}", language.choose("not", "no"), most.0) } else { most.0.to_owned() }
    }

    fn theme(&self, name: String, own: bool, spoken: &Spoken, whole: &Whole, customers: usize) -> Theme {
        let number = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let (mut examples, mut told) = (Vec::new(), HashSet::new());
        for comment in spoken.places.iter().filter_map(|place| self.read.get(*place)).map(|read| read.comment) {
            if examples.len() < EXAMPLES && told.insert(comment.company_id) {
                examples.push(comment.id);
            }
        }
        Theme {
            name,
            own,
            customers: spoken.customers.len(),
            answers: spoken.places.len(),
            share: share(number(spoken.customers.len()), number(customers)),
            average: average(self.sum(spoken), number(spoken.places.len())),
            impact: self.impact(spoken, whole).map(|hundredths| Money::from_ten_thousandths(hundredths.saturating_mul(100))),
            examples,
        }
    }
}

/// Whether a clause has these words in a row.
fn has_phrase(clause: &Clause, phrase: &[Word], with_plain: bool) -> bool {
    let words: Vec<Word> = clause.iter().filter(|token| with_plain || !token.is_plain).map(|token| token.word).collect();
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// Notes that a comment has a term.
fn note(terms: &mut HashMap<Term, Spoken>, term: Term, place: usize, read: &Read<'_>, written: String) {
    let spoken = terms.entry(term).or_default();
    if spoken.places.last() != Some(&place) {
        spoken.places.push(place);
        spoken.customers.insert(read.comment.company_id);
    }
    *spoken.written.entry(written).or_default() += 1;
}

/// Whether nine of ten answers that speak of one speak of the other: two words for the same.
fn is_the_same(one: &Spoken, other: &Spoken) -> bool {
    in_common(one, other) * 10 >= one.places.len().max(other.places.len()) * 9
}

/// Whether half of the answers that the rarer one has speak of the other, too.
fn covers(one: &Spoken, other: &Spoken) -> bool {
    in_common(one, other) * 2 >= one.places.len().min(other.places.len())
}

/// The number of answers that speak of both.
fn in_common(one: &Spoken, other: &Spoken) -> usize {
    let known: HashSet<usize> = one.places.iter().copied().collect();
    other.places.iter().filter(|place| known.contains(place)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with these ratings in stars and comments, each of another customer unless one is named.
    fn answers(comments: &[(i64, i64, &str)]) -> Answers {
        let mut answers = Answers::default();
        for (id, (company_id, rating, comment)) in (1..).zip(comments) {
            let (scale, comment) = ("stars".to_owned(), (*comment).to_owned());
            *answers.ratings.entry((scale.clone(), *rating)).or_default() += 1;
            answers.comments.push(Comment { id, company_id: *company_id, scale, rating: *rating, comment });
        }
        answers
    }

    fn filler(number: i64) -> Vec<(i64, i64, &'static str)> {
        (0..number).map(|number| (1_000 + number, 4, "Todo bien, gracias.")).collect()
    }

    fn names(themes: &Themes) -> Vec<&str> {
        themes.themes.iter().map(|theme| theme.name.as_str()).collect()
    }

    #[test]
    fn themes_are_found_in_both_languages_and_told_with_what_they_do_to_the_average() {
        let mut comments = filler(6);
        comments.extend([
            (1, 1, "Llegó tarde otra vez"),
            (2, 2, "El pedido llego muy tarde"),
            (3, 1, "llegó tarde"),
            (4, 1, "Llegaron tarde"),
        ]);
        comments.extend([
            (5, 2, "The box was damaged"),
            (6, 1, "Damaged box again"),
            (7, 2, "box damaged on arrival"),
            (8, 2, "The box came damaged"),
        ]);
        let themes = themes(&answers(&comments), &[], Language::Spanish);
        assert!(!themes.insufficient_data);
        let late = themes.themes.iter().find(|theme| theme.name == "llegó tarde").unwrap_or_else(|| panic!("{:?}", names(&themes)));
        assert_eq!((late.customers, late.answers, late.examples.len()), (4, 4, 3));
        assert_eq!(late.average.map(|average| average.to_string()), Some("6.25".to_owned()));
        assert!(late.impact > Some(Money::ZERO));
        assert!(names(&themes).iter().any(|name| name.contains("box") || name.contains("damaged")), "{:?}", names(&themes));
        assert!(!names(&themes).contains(&"gracias"), "what says nothing is no theme");
    }

    #[test]
    fn what_did_not_happen_is_no_complaint_about_it() {
        let mut comments = filler(7);
        comments.extend([(1, 5, "No llegó tarde"), (2, 5, "Esta vez no llegó tarde"), (3, 5, "Nunca llegó tarde")]);
        let own = [FeedbackTheme { name: "Retrasos".to_owned(), words: vec!["llegó tarde".to_owned(), "tarde".to_owned()] }];
        let themes = themes(&answers(&comments), &own, Language::Spanish);
        assert_eq!(names(&themes), ["no llegó tarde"]);
    }

    #[test]
    fn one_customer_makes_no_theme_however_often_it_writes() {
        let mut comments = filler(7);
        comments.extend([(1, 1, "Envío lento"), (1, 1, "Envío lento"), (1, 1, "Envío lento"), (2, 1, "envío lento")]);
        assert!(names(&themes(&answers(&comments), &[], Language::Spanish)).is_empty());
        comments.push((3, 1, "El envio, lento. Envío lento."));
        let themes = themes(&answers(&comments), &[], Language::Spanish);
        let [theme] = themes.themes.as_slice() else { panic!("{:?}", names(&themes)) };
        assert_eq!((theme.name.as_str(), theme.customers, theme.answers), ("envío lento", 3, 5));
    }

    #[test]
    fn the_profiles_own_themes_come_first_and_are_not_found_once_more() {
        let mut comments = filler(7);
        comments.extend([(1, 1, "Tardaron en la entrega"), (2, 1, "La entrega tardó"), (3, 2, "Entregas lentas"), (4, 2, "Mala entrega")]);
        let own = [FeedbackTheme { name: "Logística".to_owned(), words: vec!["entrega".to_owned()] }];
        let themes = themes(&answers(&comments), &own, Language::Spanish);
        assert_eq!(names(&themes)[0], "Logística");
        assert!(themes.themes[0].own && themes.themes[0].customers == 4);
        assert!(!names(&themes).iter().any(|name| name.contains("entrega")), "{:?}", names(&themes));
    }

    #[test]
    fn fewer_than_ten_comments_tell_nothing() {
        let comments: Vec<_> = (1..10).map(|customer| (customer, 1, "Llegó tarde")).collect();
        let themes = themes(&answers(&comments), &[], Language::Spanish);
        assert!(themes.insufficient_data && themes.themes.is_empty() && themes.answers == 9);
    }

    #[test]
    fn the_average_without_a_theme_is_computed_once_and_rounded_once() {
        let whole = Whole { number: 4, sum: 20_000 };
        assert_eq!(whole.without(1, 0), Some(1_667));
        assert_eq!(whole.without(4, 20_000), None);
    }
}
