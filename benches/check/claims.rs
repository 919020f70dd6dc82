//! Claim files made up on the spot: the same bytes for the same case, none of them about anybody.

use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::CodeBook;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What a file looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// A professional export of 32 columns.
    Wide,
    /// The same with every cell quoted.
    Quoted,
    /// CMS RIF carrier claims: 99 columns, a third of them read.
    Carrier,
}

impl Case {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide professional, 32 columns",
            Self::Quoted => "the same, every cell quoted",
            Self::Carrier => "RIF carrier, 99 columns",
        }
    }

    pub(crate) const fn delimiter(self) -> u8 {
        if matches!(self, Self::Carrier) { b'|' } else { b',' }
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// A place in a list of which the front is met far more often (Zipf's law with exponent 1).
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn skewed(&mut self, bound: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((bound as f64).powf(unit) as usize - 1).min(bound - 1)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Categories whose codes may stand together on a claim without a word from any rule, one code of each: all rules are
/// on, and a file on which they speak everywhere would measure the writing of findings.
const EVERYDAY: [&str; 44] = [
    "B07", "B35", "D22", "D50", "E03", "E11", "E55", "E66", "E78", "F32", "F41", "G43", "H10", "H52", "I10", "I25",
    "I48", "J06", "J30", "J45", "K21", "K29", "K57", "K59", "K64", "K76", "L03", "L30", "L40", "L57", "L70", "L82",
    "M10", "M19", "M54", "M79", "M81", "N20", "N39", "N40", "R05", "R42", "R51", "Z79",
];

/// Whether a code is of one of those categories and says neither a side nor that something is not specified.
fn is_everyday(entry: claimlint::icd::Entry<'_>) -> bool {
    let code = entry.code();
    let title = entry.spans().last().map(|span| span.title.to_lowercase()).unwrap_or_default();
    let words = ["unspecified", "right", "left", "bilateral", "pregnan", "newborn"];
    EVERYDAY.contains(&code.category().to_string().as_str())
        && code.len() < Code::MAX_LEN
        && !words.iter().any(|word| title.contains(word))
        && (code.category().to_string() != "E11" || ["E11.9", "E11.65"].contains(&code.to_string().as_str()))
}

/// A National Provider Identifier: nine digits and the check digit over them and the prefix 80840 (45 CFR 162.406).
fn npi(nine: usize) -> usize {
    let doubled = |digit: usize| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum = |(at, digit): (usize, usize)| if at % 2 == 0 { doubled(digit) } else { digit };
    let digits = (0..9).map(|at| nine / 10_usize.pow(at) % 10);
    let total: usize = 24 + digits.enumerate().map(sum).sum::<usize>();
    nine * 10 + (10 - total % 10) % 10
}

/// The billable codes of the release in force in one month, the frequent ones first.
struct Season {
    year: u16,
    month: u8,
    codes: Vec<Code>,
}

fn seasons() -> Vec<Season> {
    let book = CodeBook::embedded();
    let of = |(year, month): (u16, u8)| {
        let day = Date::from_number(u32::from(year) * 10_000 + u32::from(month) * 100 + 1).unwrap();
        let release = book.release_on(day).unwrap();
        let billable = book.entries().filter(|entry| entry.billable() & release.bit() != 0);
        let mut codes: Vec<Code> =
            billable.filter(|entry| is_everyday(*entry)).map(claimlint::icd::Entry::code).collect();
        // What is frequent in one month is in the next one.
        codes.sort_by_cached_key(|code| Random(code.key()).next());
        Season { year, month, codes }
    };
    [(2024, 11), (2025, 2), (2025, 8), (2025, 10), (2025, 11)].map(of).into()
}

/// Writes a file of `lines` lines.
pub(crate) fn write(case: Case, lines: usize, path: &Path) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let seasons = seasons();
    let mut random = Random(20_251_001);
    let columns = columns(case);
    let mut row = Row { case, text: Vec::new() };
    for name in &columns {
        row.push(name);
    }
    row.end(&mut out);
    let (mut written, mut claim) = (0, 0);
    while written < lines {
        claim += 1;
        let count = (1 + random.below(6)).min(lines - written);
        let claim = Claim::make(claim, &seasons[random.below(seasons.len())], &mut random);
        for line in 1..=count {
            let line = Line::make(line, &claim, &mut random);
            for name in &columns {
                row.push(&cell(name, &claim, &line));
            }
            row.end(&mut out);
        }
        written += count;
    }
    out.flush().unwrap();
}

/// Writes the lines of `from` behind its header in random order.
pub(crate) fn shuffle(from: &Path, to: &Path) {
    let bytes = std::fs::read(from).unwrap();
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let mut random = Random(3);
    for last in (2..lines.len()).rev() {
        lines.swap(last, 1 + random.below(last));
    }
    let mut out = BufWriter::new(File::create(to).unwrap());
    for line in lines {
        out.write_all(line).unwrap();
    }
}

struct Claim {
    number: usize,
    year: u16,
    month: u8,
    day: usize,
    diagnoses: Vec<String>,
    npi: usize,
    patient: usize,
}

impl Claim {
    fn make(number: usize, season: &Season, random: &mut Random) -> Self {
        let count = 1 + random.below(6);
        let mut diagnoses: Vec<Code> = Vec::new();
        while diagnoses.len() < count {
            let code = season.codes[random.skewed(season.codes.len())];
            if !diagnoses.iter().any(|known| known.category() == code.category()) {
                diagnoses.push(code);
            }
        }
        let mut diagnoses: Vec<String> = diagnoses.iter().map(ToString::to_string).collect();
        if random.below(50) == 0 {
            let wrong = ["E11", "Z53.9X", "M54.5", "S72.001", "250.00", "Q99.99", "W11", "F32", "1.23E+15", "H40.11"];
            let at = random.below(count);
            random.pick(&wrong).clone_into(&mut diagnoses[at]);
        }
        let npi = npi(100_000_000 + random.skewed(5000) * 131);
        let day = 1 + random.below(28);
        Self { number, year: season.year, month: season.month, day, diagnoses, npi, patient: random.below(400_000) }
    }
}

struct Line {
    number: usize,
    procedure: &'static str,
    modifiers: [&'static str; 2],
    pointers: String,
    place: &'static str,
    units: usize,
    charge: usize,
}

impl Line {
    fn make(number: usize, claim: &Claim, random: &mut Random) -> Self {
        let pointers = ('A'..='F').take(claim.diagnoses.len().min(1 + random.below(4))).collect();
        let procedures = [
            "99213", "99214", "36415", "80053", "85025", "93000", "97110", "97140", "98941", "71046", "83036", "90471",
            "90686", "45378", "45380", "43239", "66984", "20610", "11102", "17000", "G0008", "J3301", "G0439", "99204",
        ];
        let modifiers = match random.below(20) {
            0 => ["25", ""],
            1 => ["59", ""],
            2 => ["RT", ""],
            3 => ["LT", "59"],
            4 => ["GP", ""],
            5 => ["26", ""],
            _ => ["", ""],
        };
        Self {
            number,
            procedure: random.pick(&procedures),
            modifiers,
            pointers,
            place: random.pick(&["11", "11", "11", "22", "24", "21"]),
            units: 1 + random.below(10) / 8 * random.below(4),
            charge: 2500 + random.below(60_000),
        }
    }
}

const WIDE: [&str; 32] = [
    "claim_id",
    "line_number",
    "payer",
    "member_id",
    "patient_name",
    "birth_date",
    "sex",
    "billing_npi",
    "rendering_npi",
    "referring_npi",
    "specialty",
    "place_of_service",
    "service_date",
    "service_to",
    "procedure_code",
    "modifier1",
    "modifier2",
    "modifier3",
    "modifier4",
    "dx_pointers",
    "units",
    "charge_amount",
    "allowed_amount",
    "paid_amount",
    "status",
    "auth_number",
    "dx1",
    "dx2",
    "dx3",
    "dx4",
    "dx5",
    "dx6",
];

/// The columns of RIF carrier claims that are read, and as many others as make up its 99.
const CARRIER: [&str; 20] = [
    "CLM_ID",
    "LINE_NUM",
    "CLM_FROM_DT",
    "CLM_THRU_DT",
    "PRNCPAL_DGNS_CD",
    "PRNCPAL_DGNS_VRSN_CD",
    "PRVDR_SPCLTY",
    "LINE_PLACE_OF_SRVC_CD",
    "LINE_1ST_EXPNS_DT",
    "LINE_SRVC_CNT",
    "LINE_SBMTD_CHRG_AMT",
    "PRF_PHYSN_NPI",
    "HCPCS_CD",
    "HCPCS_1ST_MDFR_CD",
    "HCPCS_2ND_MDFR_CD",
    "CARR_LINE_MTUS_CD",
    "LINE_ICD_DGNS_CD",
    "LINE_ICD_DGNS_VRSN_CD",
    "BENE_ID",
    "TAX_NUM",
];

fn columns(case: Case) -> Vec<String> {
    if case != Case::Carrier {
        return WIDE.map(str::to_owned).into();
    }
    let read = CARRIER.iter().map(|&name| name.to_owned());
    let diagnoses = (1..=12).flat_map(|n| [format!("ICD_DGNS_CD{n}"), format!("ICD_DGNS_VRSN_CD{n}")]);
    let mut columns: Vec<String> = read.chain(diagnoses).collect();
    for at in 0..99 - columns.len() {
        columns.insert((2 * at + 1).min(columns.len()), format!("OTHER_{at}"));
    }
    columns
}

fn cell(name: &str, claim: &Claim, line: &Line) -> String {
    let (year, month, day) = (claim.year, claim.month, claim.day);
    let dx = |number: &str| number.parse().ok().and_then(|n: usize| claim.diagnoses.get(n - 1)).cloned();
    let plain = |text: Option<String>| text.map(|text| text.replace('.', "")).unwrap_or_default();
    if let Some(number) = name.strip_prefix("dx").filter(|_| name.len() == 3) {
        return dx(number).unwrap_or_default();
    }
    if let Some(number) = name.strip_prefix("ICD_DGNS_CD") {
        return plain(dx(number));
    }
    if let Some(number) = name.strip_prefix("ICD_DGNS_VRSN_CD") {
        return dx(number).map(|_| "0".to_owned()).unwrap_or_default();
    }
    match name {
        "claim_id" | "CLM_ID" => format!("C{:08}", claim.number),
        "line_number" | "LINE_NUM" => line.number.to_string(),
        "payer" => ["MCARE", "BCBS", "AETNA"][claim.patient % 3].to_owned(),
        "member_id" | "BENE_ID" => format!("M{:09}", claim.patient * 7),
        "patient_name" => format!("NAME{} GIVEN{}", claim.patient % 9973, claim.patient % 97),
        "birth_date" => {
            format!("{}-{:02}-{:02}", 1935 + claim.patient % 60, 1 + claim.patient % 12, 1 + claim.patient % 28)
        }
        "sex" => ["F", "M"][claim.patient % 2].to_owned(),
        "billing_npi" | "rendering_npi" | "PRF_PHYSN_NPI" => claim.npi.to_string(),
        "specialty" | "PRVDR_SPCLTY" => format!("{:02}", 1 + claim.npi % 40),
        "place_of_service" | "LINE_PLACE_OF_SRVC_CD" => line.place.to_owned(),
        "service_date" | "service_to" => format!("{year}-{month:02}-{day:02}"),
        "CLM_FROM_DT" | "CLM_THRU_DT" | "LINE_1ST_EXPNS_DT" => {
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            format!("{day:02}-{}-{year}", months[usize::from(month) - 1])
        }
        "procedure_code" | "HCPCS_CD" => line.procedure.to_owned(),
        "modifier1" | "HCPCS_1ST_MDFR_CD" => line.modifiers[0].to_owned(),
        "modifier2" | "HCPCS_2ND_MDFR_CD" => line.modifiers[1].to_owned(),
        "dx_pointers" => line.pointers.clone(),
        "units" | "LINE_SRVC_CNT" => line.units.to_string(),
        "charge_amount" | "LINE_SBMTD_CHRG_AMT" => format!("{}.{:02}", line.charge / 100, line.charge % 100),
        "allowed_amount" | "paid_amount" => format!("{}.{:02}", line.charge / 180, line.charge % 100),
        "status" => "PAID".to_owned(),
        "CARR_LINE_MTUS_CD" => "3".to_owned(),
        "PRNCPAL_DGNS_CD" | "LINE_ICD_DGNS_CD" => plain(dx("1")),
        "PRNCPAL_DGNS_VRSN_CD" | "LINE_ICD_DGNS_VRSN_CD" => "0".to_owned(),
        name if name.starts_with("OTHER_") && name.len() % 2 == 0 => "0.00".to_owned(),
        _ => String::new(),
    }
}

struct Row {
    case: Case,
    text: Vec<u8>,
}

impl Row {
    fn push(&mut self, cell: &str) {
        if !self.text.is_empty() {
            self.text.push(self.case.delimiter());
        }
        if self.case == Case::Quoted {
            write!(self.text, "\"{cell}\"").unwrap();
        } else {
            self.text.extend_from_slice(cell.as_bytes());
        }
    }

    fn end(&mut self, out: &mut impl Write) {
        self.text.push(b'\n');
        out.write_all(&self.text).unwrap();
        self.text.clear();
    }
}
