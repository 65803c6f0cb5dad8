//! The file: pages, typefaces and logo as PDF 1.7 has them (ISO 32000-1).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::document::Document;
use super::layout::{Mark, Page};
use super::logo::{Logo, Samples};
use super::text::Style;
use super::typeface::{Cast, Embedded, Face, Weight};
use super::words::Words;
use crate::error::{Error, Result};

/// The numbers of the file's objects, given in turn.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

const LOGO: Name = Name(b"Logo");
const UNICODE: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
const IDENTITY: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The name of a face in the pages.
const fn name(weight: Weight) -> Name<'static> {
    match weight {
        Weight::Regular => Name(b"Regular"),
        Weight::Bold => Name(b"Bold"),
    }
}

pub fn write(document: &Document, pages: &[Page], logo: Option<&Logo>) -> Result<Vec<u8>> {
    let (width, height) = document.sheet.size();
    let mut numbers = Numbers(0);
    let [catalog, tree, information] = [(); 3].map(|()| numbers.next());
    let fonts = Weight::ALL.map(|weight| (weight, numbers.next()));
    let picture = logo.map(|logo| (logo, numbers.next()));
    let mut casts = Weight::ALL.map(|_| Cast::default());

    let words = Words::of(document.language);
    let title = format!("{} {}", words.kind(document.kind), document.number.as_deref().unwrap_or_default());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr(document.language.code())).viewer_preferences().display_doc_title(true);
    pdf.document_info(information).title(TextStr(title.trim())).author(TextStr(&document.sender.name)).creator(TextStr("Ventanilla"));
    let placed: Vec<(Ref, Ref, &Page)> = pages.iter().map(|page| (numbers.next(), numbers.next(), page)).collect();
    pdf.pages(tree).kids(placed.iter().map(|(page, _, _)| *page)).count(i32::try_from(placed.len()).unwrap_or(i32::MAX));
    for (number, content, page) in placed {
        let mut written = pdf.page(number);
        written.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content);
        let mut resources = written.resources();
        let mut named = resources.fonts();
        for (weight, font) in fonts {
            named.pair(name(weight), font);
        }
        named.finish();
        if let Some((_, picture)) = picture {
            resources.x_objects().pair(LOGO, picture);
        }
        resources.finish();
        written.finish();
        let marks = compressed(&marks(page, height, &mut casts))?;
        pdf.stream(content, &marks).filter(Filter::FlateDecode);
    }
    for ((weight, font), cast) in fonts.into_iter().zip(&mut casts) {
        // A face without any character is no face.
        cast.codes("");
        write_font(&mut pdf, &mut numbers, font, weight.face(), &cast.embed(weight.face())?)?;
    }
    if let Some((logo, picture)) = picture {
        write_logo(&mut pdf, &mut numbers, picture, logo)?;
    }
    Ok(pdf.finish())
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Error::internal)
}

/// The marks of a page as its content. A PDF counts from below.
fn marks(page: &Page, height: f32, casts: &mut [Cast; 2]) -> Vec<u8> {
    let mut content = Content::new();
    let mut style: Option<Style> = None;
    for mark in &page.marks {
        match mark {
            Mark::Text { x, y, style: of_text, text } => {
                if style != Some(*of_text) {
                    content.set_fill_gray(of_text.grey);
                    style = Some(*of_text);
                }
                let [regular, bold] = &mut *casts;
                let cast = if of_text.weight == Weight::Bold { bold } else { regular };
                content.begin_text().set_font(name(of_text.weight), of_text.size);
                content.next_line(rounded(*x), rounded(height - y)).show(Str(&cast.codes(text))).end_text();
            }
            Mark::Rule { x, y, length, thickness, grey } => {
                content.set_stroke_gray(*grey).set_line_width(*thickness);
                let (x, y) = (rounded(*x), rounded(height - y));
                content.move_to(x, y).line_to(rounded(x + length), y).stroke();
            }
            Mark::Logo { x, y, width, height: of_logo } => {
                content.save_state().transform([*width, 0.0, 0.0, *of_logo, rounded(*x), rounded(height - y - of_logo)]);
                content.x_object(LOGO).restore_state();
            }
        }
    }
    content.finish().to_vec()
}

/// A place to the hundredth of a point, which is all that a printer can tell.
fn rounded(place: f32) -> f32 {
    (place * 100.0).round() / 100.0
}

fn write_font(pdf: &mut Pdf, numbers: &mut Numbers, font: Ref, face: &Face, embedded: &Embedded) -> Result<()> {
    let [descendant, descriptor, file, glyphs, unicode] = [(); 5].map(|()| numbers.next());
    // Six letters before its name say that a face lacks characters. They are all the same, as each file has each face once.
    let base = format!("VENTAN+{}", face.name);
    let base = Name(base.as_bytes());
    pdf.type0_font(font).base_font(base).encoding_predefined(Name(b"Identity-H")).descendant_font(descendant).to_unicode(unicode);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(base).system_info(IDENTITY).font_descriptor(descriptor).cid_to_gid_map_stream(glyphs);
    cid.widths().consecutive(0, embedded.widths.iter().copied());
    cid.finish();
    pdf.font_descriptor(descriptor)
        .name(base)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-700.0, -400.0, 2900.0, 1200.0))
        .italic_angle(0.0)
        .ascent(Face::ASCENT)
        .descent(Face::DESCENT)
        .cap_height(Face::HEIGHT_OF_CAPITALS)
        .stem_v(80.0)
        .font_file2(file);
    let mut map = UnicodeCmap::new(Name(b"Ventanilla"), UNICODE);
    for (code, character) in (0..=u16::MAX).zip(&embedded.characters) {
        map.pair(code, *character);
    }
    pdf.cmap(unicode, &compressed(map.finish().as_slice())?).filter(Filter::FlateDecode);
    pdf.stream(glyphs, &compressed(&embedded.glyphs)?).filter(Filter::FlateDecode);
    let length = i32::try_from(embedded.file.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &compressed(&embedded.file)?).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
    Ok(())
}

fn write_logo(pdf: &mut Pdf, numbers: &mut Numbers, picture: Ref, logo: &Logo) -> Result<()> {
    let (bytes, filter, colours, opacity, inverted) = match &logo.samples {
        Samples::Jpeg { file, colours, inverted } => (file.clone(), Filter::DctDecode, *colours, None, *inverted),
        Samples::Plain { samples, colours, opacity } => (compressed(samples)?, Filter::FlateDecode, *colours, opacity.as_ref(), false),
    };
    let mask = opacity.map(|opacity| (opacity, numbers.next()));
    let mut image = pdf.image_xobject(picture, &bytes);
    image.filter(filter);
    image.width(logo.width).height(logo.height).bits_per_component(8).interpolate(true);
    match colours {
        1 => image.color_space().device_gray(),
        4 => image.color_space().device_cmyk(),
        _ => image.color_space().device_rgb(),
    }
    if inverted {
        image.decode([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    }
    if let Some((_, mask)) = mask {
        image.s_mask(mask);
    }
    image.finish();
    if let Some((opacity, number)) = mask {
        let bytes = compressed(opacity)?;
        let mut image = pdf.image_xobject(number, &bytes);
        image.filter(Filter::FlateDecode);
        image.width(logo.width).height(logo.height).bits_per_component(8).interpolate(true);
        image.color_space().device_gray();
    }
    Ok(())
}
