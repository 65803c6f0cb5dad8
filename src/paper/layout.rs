//! The pages: where each text, rule and logo stands.
//!
//! Invariants: whatever belongs together stays on one page, as long as one page can hold it: the texts of a line, the last line with
//! the totals, a heading with what it heads. The head of the table is repeated on each page of the table. No text leaves the page.
//!
//! A paper is a stack of [`Strip`]s: what has one height, and is never cut.

use super::document::{Customer, Document, Line, Party};
use super::figures;
use super::logo::Logo;
use super::text::{Style, wrapped, wrapped_within};
use super::typeface::Weight;
use super::words::Words;

/// A page, from its upper left corner.
#[derive(Debug, Default, PartialEq)]
pub struct Page {
    pub marks: Vec<Mark>,
}

/// Something on a page. Places are in points, from the left and from above.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A text by its baseline.
    Text {
        x: f32,
        y: f32,
        style: Style,
        text: String,
    },
    /// A level rule.
    Rule {
        x: f32,
        y: f32,
        length: f32,
        thickness: f32,
        grey: f32,
    },
    Logo {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

impl Mark {
    fn lowered(mut self, by: f32) -> Self {
        match &mut self {
            Mark::Text { y, .. } | Mark::Rule { y, .. } | Mark::Logo { y, .. } => *y += by,
        }
        self
    }
}

/// How much a strip clings to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grip {
    None,
    /// As long as a page holds all that clings together.
    Loose,
    /// Also where a page can't hold all of that.
    Tight,
}

#[derive(Debug)]
struct Strip {
    height: f32,
    marks: Vec<Mark>,
    grip: Grip,
}

const INK: f32 = 0.1;
const SOFT: f32 = 0.42;
const RULE: f32 = 0.84;

const fn style(weight: Weight, size: f32, grey: f32) -> Style {
    Style { weight, size, grey }
}

const TITLE: Style = style(Weight::Regular, 22.0, INK);
const NUMBER: Style = style(Weight::Bold, 11.0, INK);
const SENDER: Style = style(Weight::Bold, 11.0, INK);
const STRONG: Style = style(Weight::Bold, 9.0, INK);
const BODY: Style = style(Weight::Regular, 9.0, INK);
const QUIET: Style = style(Weight::Regular, 8.5, SOFT);
const LABEL: Style = style(Weight::Regular, 8.0, SOFT);
const DETAIL: Style = style(Weight::Regular, 8.0, SOFT);
const TOTAL: Style = style(Weight::Bold, 12.0, INK);

const SIDE: f32 = 54.0;
const TOP: f32 = 54.0;
/// Where the table ends at the latest, from below, and where the foot stands.
const BOTTOM: f32 = 70.0;
const FOOT: f32 = 40.0;
/// The part of a line of text above the next baseline, as a multiple of the size.
const LEADING: f32 = 1.38;
/// The distance of the columns.
const GUTTER: f32 = 14.0;
/// The logo's greatest size.
const LOGO: (f32, f32) = (168.0, 57.6);
/// The most lines of a text in the head of a paper.
const HEAD_LINES: usize = 12;
/// The most lines of one of its columns.
const COLUMN_LINES: usize = 36;

/// The pages of a document.
pub fn pages(document: &Document, logo: Option<&Logo>) -> Vec<Page> {
    let words = Words::of(document.language);
    let (width, height) = document.sheet.size();
    let frame = Frame { left: SIDE, right: width - SIDE };
    let mut flow = Flow::new(height - BOTTOM, running_head(document, words, frame));
    flow.place(vec![head(document, words, frame, logo), parties(&document.customer, words, frame)]);
    let table = Table::of(document, words, frame);
    flow.head = (!document.lines.is_empty()).then(|| table.head());
    let last = document.lines.len().saturating_sub(1);
    let mut ending = Vec::new();
    for (position, line) in document.lines.iter().enumerate() {
        let row = table.row(line, document, words);
        if position == last { ending = row } else { flow.place(row) }
    }
    if let Some(row) = ending.last_mut() {
        row.grip = Grip::Tight;
    }
    ending.extend(totals(document, words, frame));
    flow.place(ending);
    flow.head = None;
    flow.place(notes(document, words, frame));
    let (mut pages, foot) = (flow.pages, Foot { document, words, frame, y: height - FOOT });
    let all = pages.len();
    for (page, number) in pages.iter_mut().zip(1..) {
        page.marks.extend(foot.marks(number, all));
    }
    pages
}

/// The left and right edges of what is printed.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f32,
    right: f32,
}

impl Frame {
    fn width(self) -> f32 {
        self.right - self.left
    }
}

/// Texts under each other.
struct Column {
    marks: Vec<Mark>,
    x: f32,
    width: f32,
    /// The end of what is set so far.
    y: f32,
    to_the_right: bool,
    /// The lines that may still be set, so that the column is lower than a page whatever its texts are.
    lines: usize,
}

impl Column {
    fn new(x: f32, width: f32, y: f32) -> Self {
        Column { marks: Vec::new(), x, width, y, to_the_right: false, lines: COLUMN_LINES }
    }

    fn gap(&mut self, height: f32) {
        self.y += height;
    }

    fn set(&mut self, text: &str, style: Style) {
        let style = self.fitting(text, style);
        for text in wrapped_within(text, style, self.width, HEAD_LINES.min(self.lines)) {
            self.lines -= 1;
            let x = if self.to_the_right { self.x + self.width - style.width(&text) } else { self.x };
            let height = style.size * LEADING;
            self.marks.push(Mark::Text { x, y: self.y + baseline(style, height), style, text });
            self.y += height;
        }
    }

    /// The style, a little smaller where that keeps a text without spaces on one line.
    fn fitting(&self, text: &str, style: Style) -> Style {
        const LEAST: f32 = 0.84;
        let scale = self.width / style.width(text);
        if text.contains(' ') || !(LEAST..1.0).contains(&scale) { style } else { Style { size: style.size * scale, ..style } }
    }

    fn set_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>, style: Style) {
        for text in texts {
            self.set(text, style);
        }
    }
}

/// The distance of the baseline from the top of a line of text of this height.
fn baseline(style: Style, height: f32) -> f32 {
    // The capitals stand in the middle.
    height / 2.0 + style.size * 0.357
}

/// The head of the first page: whose paper it is, and which.
fn head(document: &Document, words: &'static Words, frame: Frame, logo: Option<&Logo>) -> Strip {
    let sender = &document.sender;
    let half = (frame.width() - 2.0 * GUTTER) * 0.52;
    let mut left = Column::new(frame.left, half, 0.0);
    if let Some(logo) = logo {
        let (width, height) = logo.shown(LOGO.0, LOGO.1);
        left.marks.push(Mark::Logo { x: frame.left, y: 0.0, width, height });
        left.gap(height + 10.0);
    }
    left.set(&sender.name, SENDER);
    left.gap(2.0);
    left.set_all(sender.address.iter().map(String::as_str), QUIET);
    left.set_all(tax_number(sender, words).as_deref(), QUIET);
    left.set_all(joined(&[sender.phone.as_deref(), sender.email.as_deref()]).as_deref(), QUIET);

    let mut right =
        Column { to_the_right: true, ..Column::new(frame.left + half + 2.0 * GUTTER, frame.width() - half - 2.0 * GUTTER, -6.0) };
    right.set(words.kind(document.kind), TITLE);
    right.gap(1.0);
    right.set_all(document.number.as_deref(), NUMBER);
    let revision = (document.revision > 1).then(|| format!("{} {}", words.revision, document.revision));
    let stamp = document.stamp.map(|stamp| words.stamp(stamp));
    right.set_all(joined(&[revision.as_deref(), stamp]).as_deref(), if stamp.is_some() { STRONG } else { BODY });
    right.gap(10.0);
    let valid_until = document.valid_until.as_ref().map(|day| figures::day(day, document.language));
    let facts = [
        (words.date, Some(figures::day(&document.date, document.language))),
        (words.valid_until, valid_until),
        (words.currency, document.currency.clone()),
    ];
    for (label, fact) in facts {
        let Some(fact) = fact else { continue };
        let y = right.y;
        right.set(&fact, BODY);
        let x = frame.right - 74.0 - LABEL.width(label);
        right.marks.push(Mark::Text { x, y: y + baseline(BODY, BODY.size * LEADING), style: LABEL, text: label.to_owned() });
        right.gap(1.5);
    }

    let height = left.y.max(right.y) + 26.0;
    Strip { height, marks: left.marks.into_iter().chain(right.marks).collect(), grip: Grip::Loose }
}

/// The customer: whom the bill goes to, where the goods go to, and who is asked.
fn parties(customer: &Customer, words: &'static Words, frame: Frame) -> Strip {
    let (party, contact) = (&customer.party, customer.contact.as_ref());
    let of_party = tax_number(party, words);
    let billing =
        party.address.iter().map(String::as_str).chain(of_party.as_deref()).chain(party.phone.as_deref()).chain(party.email.as_deref());
    let of_contact = contact.iter().flat_map(|contact| contact.phone.as_deref().into_iter().chain(contact.email.as_deref()));
    let columns: [(&str, Option<&str>, Vec<&str>); 3] = [
        (words.bill_to, Some(party.name.as_str()), billing.collect()),
        (words.ship_to, None, customer.shipping.iter().map(String::as_str).collect()),
        (words.contact, contact.map(|contact| contact.name.as_str()), of_contact.collect()),
    ];
    let mut marks = vec![Mark::Rule { x: frame.left, y: 0.0, length: frame.width(), thickness: 0.5, grey: RULE }];
    let (mut x, mut height) = (frame.left, 0.0_f32);
    let columns = columns.into_iter().filter(|(_, name, texts)| name.is_some() || !texts.is_empty());
    let has_three = !customer.shipping.is_empty() && contact.is_some();
    let width = if has_three { (frame.width() - 2.0 * GUTTER) / 3.0 } else { (frame.width() - GUTTER) / 2.0 };
    for (label, name, texts) in columns {
        let mut column = Column::new(x, width, 9.0);
        column.set(label, LABEL);
        column.gap(2.0);
        column.set_all(name, STRONG);
        column.set_all(texts, BODY);
        (x, height) = (x + width + GUTTER, height.max(column.y));
        marks.extend(column.marks);
    }
    Strip { height: height + 24.0, marks, grip: Grip::None }
}

fn tax_number(party: &Party, words: &'static Words) -> Option<String> {
    let number = party.tax_number.as_deref().filter(|number| !number.is_empty())?;
    Some(format!("{} {number}", words.name_of_tax_number(number)))
}

/// The texts that there are, on one line.
fn joined(texts: &[Option<&str>]) -> Option<String> {
    let there: Vec<&str> = texts.iter().copied().flatten().filter(|text| !text.is_empty()).collect();
    (!there.is_empty()).then(|| there.join("  ·  "))
}

/// A column of figures in the table.
struct Figures {
    heading: &'static str,
    /// Its right edge.
    right: f32,
    figure: fn(&Line, &Document) -> String,
}

struct Table {
    frame: Frame,
    /// The width of the descriptions.
    width: f32,
    columns: Vec<Figures>,
    /// Smaller where the figures are very long.
    figures: Style,
    description: &'static str,
}

impl Table {
    /// The least width of the descriptions.
    const LEAST: f32 = 150.0;
    /// The space above and below a row.
    const PADDING: f32 = 5.5;

    fn of(document: &Document, words: &'static Words, frame: Frame) -> Self {
        type Column = (&'static str, fn(&Line, &Document) -> String);
        let has_discount = document.lines.iter().any(|line| line.discount.ten_thousandths() != 0);
        let has_tax = document.lines.iter().any(|line| line.tax.ten_thousandths() != 0);
        let all: [Option<Column>; 5] = [
            Some((words.amount, |line, _| figures::units(line.amount))),
            Some((words.price, |line, _| figures::money(line.price))),
            has_discount.then_some((words.unit_discount, |line, _| match line.discount.ten_thousandths() {
                0 => String::new(),
                _ => figures::money(line.discount),
            })),
            has_tax.then_some((words.tax, |line, document| figures::rate(line.tax, document.language))),
            Some((words.net, |line, _| figures::sum(line.net))),
        ];
        // The widest figure of each column, at a size of one point. Digits have one width, so that the longest are the widest.
        let mut columns: Vec<(Column, f32)> = Vec::new();
        for column in all.into_iter().flatten() {
            let longest = document.lines.iter().map(|line| column.1(line, document)).max_by_key(String::len).unwrap_or_default();
            columns.push((column, BODY.weight.width(&longest, 1.0)));
        }
        let needed =
            |size: f32| -> f32 { columns.iter().map(|((heading, _), widest)| LABEL.width(heading).max(widest * size) + GUTTER).sum() };
        let sizes = [9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5];
        let size = sizes.into_iter().find(|size| frame.width() - needed(*size) >= Table::LEAST).unwrap_or(5.0);
        let mut right = frame.right - needed(size);
        let width = right - frame.left;
        let mut placed = Vec::new();
        for ((heading, figure), widest) in columns {
            right += LABEL.width(heading).max(widest * size) + GUTTER;
            placed.push(Figures { heading, right, figure });
        }
        Table { frame, width, columns: placed, figures: Style { size, ..BODY }, description: words.description }
    }

    fn head(&self) -> Strip {
        let height = 17.0;
        let y = baseline(LABEL, LABEL.size * LEADING);
        let mut marks = vec![Mark::Text { x: self.frame.left, y, style: LABEL, text: self.description.to_owned() }];
        for column in &self.columns {
            marks.push(Mark::Text { x: column.right - LABEL.width(column.heading), y, style: LABEL, text: column.heading.to_owned() });
        }
        marks.push(Mark::Rule { x: self.frame.left, y: height, length: self.frame.width(), thickness: 0.8, grey: INK });
        Strip { height, marks, grip: Grip::Tight }
    }

    fn row(&self, line: &Line, document: &Document, words: &'static Words) -> Vec<Strip> {
        let sku = line.sku.as_deref().filter(|sku| !sku.is_empty()).map(|sku| format!("{} {sku}", words.sku));
        let texts = [(Some(line.name.as_str()), BODY), (sku.as_deref(), DETAIL), (line.description.as_deref(), DETAIL)];
        let mut strips: Vec<Strip> = Vec::new();
        for (text, style) in texts {
            for text in wrapped(text.unwrap_or_default(), style, self.width) {
                let height = style.size * LEADING;
                let mark = Mark::Text { x: self.frame.left, y: baseline(style, height), style, text };
                strips.push(Strip { height, marks: vec![mark], grip: Grip::Loose });
            }
        }
        if strips.is_empty() {
            strips.push(Strip { height: BODY.size * LEADING, marks: Vec::new(), grip: Grip::Loose });
        }
        if let Some(first) = strips.first_mut() {
            let y = baseline(BODY, BODY.size * LEADING);
            for column in &self.columns {
                let text = (column.figure)(line, document);
                if !text.is_empty() {
                    let x = column.right - self.figures.width(&text);
                    first.marks.push(Mark::Text { x, y, style: self.figures, text });
                }
            }
            first.height += Table::PADDING;
            first.marks = std::mem::take(&mut first.marks).into_iter().map(|mark| mark.lowered(Table::PADDING)).collect();
        }
        if let Some(last) = strips.last_mut() {
            last.height += Table::PADDING;
            last.marks.push(Mark::Rule { x: self.frame.left, y: last.height, length: self.frame.width(), thickness: 0.4, grey: RULE });
            last.grip = Grip::None;
        }
        strips
    }
}

/// The sums below the table.
fn totals(document: &Document, words: &'static Words, frame: Frame) -> Vec<Strip> {
    let language = document.language;
    let mut figures = Vec::new();
    if document.discount.ten_thousandths() != 0 {
        let before = document.subtotal.ten_thousandths().saturating_add(document.discount.ten_thousandths());
        figures.push((words.before_discount.to_owned(), figures::sum(crate::fields::Sum::from_ten_thousandths(before))));
        figures.push((words.discount.to_owned(), figures::taken_off(document.discount)));
    }
    figures.push((words.subtotal.to_owned(), figures::sum(document.subtotal)));
    for of_rate in &document.taxes {
        let rate = figures::rate(of_rate.rate, language);
        let label = match document.taxes.len() {
            1 => format!("{} {rate}", words.tax),
            _ => format!("{} {rate} {} {}", words.tax, words.on, figures::sum(of_rate.net)),
        };
        figures.push((label, figures::sum(of_rate.tax)));
    }
    let currency = document.currency.as_deref().map(|currency| format!(" {currency}")).unwrap_or_default();
    let total = (format!("{}{currency}", words.total), figures::sum(document.total));

    let widest = |pairs: &[(String, String)], style: Style| {
        pairs.iter().map(|(label, figure)| style.width(label) + style.width(figure) + 2.0 * GUTTER).fold(0.0, f32::max)
    };
    let all = widest(&figures, BODY).max(widest(std::slice::from_ref(&total), TOTAL)).max(210.0);
    // Sums with more digits than a page is wide are set smaller.
    let scale = (frame.width() / all).min(1.0);
    let left = frame.right - all.min(frame.width());
    let mut strips = vec![Strip { height: 8.0, marks: Vec::new(), grip: Grip::Tight }];
    let mut pair = |(label, figure): (String, String), style: Style, of_label: Style, height: f32| {
        let (style, of_label) = (Style { size: style.size * scale, ..style }, Style { size: of_label.size * scale, ..of_label });
        let y = baseline(style, height);
        let marks = vec![
            Mark::Text { x: left, y, style: of_label, text: label },
            Mark::Text { x: frame.right - style.width(&figure), y, style, text: figure },
        ];
        strips.push(Strip { height, marks, grip: Grip::Tight });
    };
    for figures in figures {
        pair(figures, BODY, Style { grey: SOFT, ..BODY }, 15.0);
    }
    pair(total, TOTAL, TOTAL, 30.0);
    if let Some(total) = strips.last_mut() {
        total.marks.insert(0, Mark::Rule { x: left, y: 3.0, length: frame.right - left, thickness: 0.8, grey: INK });
        total.grip = Grip::None;
    }
    strips
}

fn notes(document: &Document, words: &'static Words, frame: Frame) -> Vec<Strip> {
    let lines = wrapped(document.notes.as_deref().unwrap_or_default(), BODY, frame.width() * 0.78);
    if lines.is_empty() {
        return Vec::new();
    }
    let height = BODY.size * 1.5;
    let set = |text: String, style: Style, y: f32| vec![Mark::Text { x: frame.left, y, style, text }];
    let heading = set(words.notes.to_owned(), LABEL, 22.0 + baseline(LABEL, height));
    let mut strips = vec![Strip { height: 22.0 + height + 2.0, marks: heading, grip: Grip::Tight }];
    let number = lines.len();
    for (position, text) in lines.into_iter().enumerate() {
        // Two lines at least begin a page, and end one.
        let grip = if position == 0 || position + 2 == number { Grip::Tight } else { Grip::None };
        strips.push(Strip { height, marks: set(text, BODY, baseline(BODY, height)), grip });
    }
    strips
}

/// The beginning of each page but the first.
fn running_head(document: &Document, words: &'static Words, frame: Frame) -> Vec<Mark> {
    let stamp = document.stamp.map(|stamp| words.stamp(stamp));
    let name = [words.kind(document.kind), document.number.as_deref().unwrap_or_default()].join(" ");
    let name = joined(&[Some(name.trim_end()), stamp]);
    let half = (frame.width() - GUTTER) / 2.0;
    let mut left = Column::new(frame.left, half, TOP - 27.0);
    let mut right = Column { to_the_right: true, ..Column::new(frame.left + half + GUTTER, half, TOP - 27.0) };
    for (column, text) in [(&mut left, name.as_deref()), (&mut right, Some(document.customer.party.name.as_str()))] {
        for text in wrapped_within(text.unwrap_or_default(), QUIET, half, 1) {
            column.set(&text, QUIET);
        }
    }
    left.marks.into_iter().chain(right.marks).collect()
}

/// The foot of each page.
struct Foot<'a> {
    document: &'a Document,
    words: &'static Words,
    frame: Frame,
    y: f32,
}

impl Foot<'_> {
    fn marks(&self, number: usize, all: usize) -> Vec<Mark> {
        let Foot { document, words, frame, y } = *self;
        let set = |x: f32, text: String| Mark::Text { x, y, style: LABEL, text };
        let sender = joined(&[Some(&document.sender.name), tax_number(&document.sender, words).as_deref()]).unwrap_or_default();
        let counted = format!("{} {number} {} {all}", words.page, words.of);
        let mut marks = vec![Mark::Rule { x: frame.left, y: y - 14.0, length: frame.width(), thickness: 0.4, grey: RULE }];
        marks.extend(wrapped_within(&sender, LABEL, frame.width() * 0.75, 1).into_iter().map(|text| set(frame.left, text)));
        marks.push(set(frame.right - LABEL.width(&counted), counted));
        marks
    }
}

/// Strips that flow from page to page.
struct Flow {
    pages: Vec<Page>,
    y: f32,
    bottom: f32,
    /// The beginning of each page but the first.
    start: Vec<Mark>,
    /// The head of the table that is set now.
    head: Option<Strip>,
    /// Whether this page has that head.
    has_head: bool,
}

impl Flow {
    fn new(bottom: f32, start: Vec<Mark>) -> Self {
        Flow { pages: vec![Page::default()], y: TOP, bottom, start, head: None, has_head: false }
    }

    fn place(&mut self, strips: Vec<Strip>) {
        self.place_groups(strips, Grip::Loose);
    }

    /// Places what clings together with this grip at least, group by group.
    fn place_groups(&mut self, strips: Vec<Strip>, grip: Grip) {
        let mut group = Vec::new();
        for strip in strips {
            let ends = strip.grip < grip;
            group.push(strip);
            if ends {
                self.place_group(std::mem::take(&mut group), grip);
            }
        }
        self.place_group(group, grip);
    }

    fn place_group(&mut self, group: Vec<Strip>, grip: Grip) {
        let head = self.head.as_ref().map_or(0.0, |head| head.height);
        let needed: f32 = group.iter().map(|strip| strip.height).sum::<f32>() + if self.has_head { 0.0 } else { head };
        let fits = self.y + needed <= self.bottom;
        let is_fresh = self.y == TOP;
        // A new page has its head before the group.
        let fits_a_page = TOP + needed + if self.has_head { head } else { 0.0 } <= self.bottom;
        match grip {
            _ if fits || group.len() <= 1 && is_fresh => self.put(group),
            _ if fits_a_page || group.len() <= 1 => {
                self.turn();
                self.put(group);
            }
            Grip::Loose => self.place_groups(group, Grip::Tight),
            Grip::Tight | Grip::None => group.into_iter().for_each(|strip| self.place_group(vec![strip], Grip::Tight)),
        }
    }

    fn turn(&mut self) {
        self.pages.push(Page { marks: self.start.clone() });
        (self.y, self.has_head) = (TOP, false);
    }

    fn put(&mut self, strips: Vec<Strip>) {
        let Some(page) = self.pages.last_mut().filter(|_| !strips.is_empty()) else { return };
        let head = self.head.as_ref().filter(|_| !self.has_head);
        for Strip { marks, height, .. } in head.into_iter().chain(&strips) {
            page.marks.extend(marks.iter().map(|mark| mark.clone().lowered(self.y)));
            self.y += height;
        }
        self.has_head = self.head.is_some();
    }
}

#[cfg(test)]
mod tests;
