//! Invented names in several scripts, each with its Latin spelling for login ids. No name is taken
//! from a real directory; equal names of different people happen, as in life.

use fastrand::Rng;

/// A name and how it would be typed in Latin letters, `given` alone being enough for a login id.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) full: String,
    /// Lower-case ASCII, never empty.
    pub(super) handle: String,
}

impl Name {
    pub(super) fn draw(random: &mut Rng) -> Self {
        let script = match random.u8(0..100) {
            // Nobody typed a name.
            0 => {
                return Self {
                    full: String::new(),
                    handle: "user".to_owned(),
                };
            }
            1..79 => return Self::latin(random),
            79..84 => &DEVANAGARI,
            84..88 => &TAMIL,
            88..91 => &MALAYALAM,
            91..94 => &TELUGU,
            94..97 => &BENGALI,
            _ => &URDU,
        };
        let (given, handle) = script.given[random.usize(..script.given.len())];
        let family = script.family[random.usize(..script.family.len())];
        Self {
            full: format!("{given} {family}"),
            handle: handle.to_owned(),
        }
    }

    fn latin(random: &mut Rng) -> Self {
        let given = GIVEN[random.usize(..GIVEN.len())];
        let family = FAMILY[random.usize(..FAMILY.len())];
        let initial = &family[..1];
        let full = match random.u8(0..20) {
            0 => given.to_owned(),
            1 | 2 => format!("{given} {initial}"),
            3 => format!("{initial}. {given}"),
            _ => format!("{given} {family}"),
        };
        let handle = format!(
            "{}.{}",
            given.to_ascii_lowercase(),
            initial.to_ascii_lowercase()
        );
        Self { full, handle }
    }
}

struct Script {
    given: [(&'static str, &'static str); 6],
    family: [&'static str; 4],
}

// Both lists are ASCII: initials are cut by byte.
const GIVEN: [&str; 40] = [
    "Aarav", "Aditi", "Ajay", "Akash", "Amina", "Ananya", "Arjun", "Asha", "Bhavna", "Chetan",
    "Deepa", "Dev", "Esha", "Faisal", "Gauri", "Girish", "Hema", "Imran", "Ishaan", "Jyoti",
    "Kabir", "Kavya", "Lakshmi", "Manoj", "Meera", "Mohan", "Nandini", "Neha", "Nikhil", "Priya",
    "Rahul", "Rekha", "Rohan", "Sameer", "Shreya", "Sunita", "Tanvi", "Uday", "Vikram", "Zoya",
];
const FAMILY: [&str; 32] = [
    "Agarwal",
    "Bhatt",
    "Chauhan",
    "Das",
    "Dsouza",
    "Fernandes",
    "Ghosh",
    "Gupta",
    "Iyer",
    "Jadhav",
    "Joshi",
    "Kapoor",
    "Khan",
    "Kulkarni",
    "Mehta",
    "Menon",
    "Mishra",
    "Naidu",
    "Nair",
    "Patel",
    "Pillai",
    "Rane",
    "Rao",
    "Reddy",
    "Saxena",
    "Sen",
    "Shaikh",
    "Sharma",
    "Singh",
    "Thomas",
    "Verma",
    "Yadav",
];
const DEVANAGARI: Script = Script {
    given: [
        ("प्रिया", "priya"),
        ("अर्जुन", "arjun"),
        ("सुनीता", "sunita"),
        ("विक्रम", "vikram"),
        ("श्रेया", "shreya"),
        ("कृष्णा", "krishna"),
    ],
    family: ["शर्मा", "वर्मा", "कुलकर्णी", "देशपांडे"],
};
const TAMIL: Script = Script {
    given: [
        ("கவிதா", "kavitha"),
        ("முருகன்", "murugan"),
        ("செல்வி", "selvi"),
        ("ஸ்ரீராம்", "sriram"),
        ("மீனாட்சி", "meenakshi"),
        ("கார்த்திக்", "karthik"),
    ],
    family: ["சுப்ரமணியம்", "ராஜன்", "பாண்டியன்", "குமார்"],
};
const MALAYALAM: Script = Script {
    given: [
        ("അഞ്ജലി", "anjali"),
        ("ശ്രീജിത്ത്", "sreejith"),
        ("ലക്ഷ്മി", "lakshmi"),
        ("വിഷ്ണു", "vishnu"),
        ("ദിവ്യ", "divya"),
        ("രാഹുൽ", "rahul"),
    ],
    family: ["നായർ", "മേനോൻ", "പിള്ള", "കുറുപ്പ്"],
};
const TELUGU: Script = Script {
    given: [
        ("శ్రీనివాస్", "srinivas"),
        ("లక్ష్మి", "lakshmi"),
        ("వెంకట్", "venkat"),
        ("సుజాత", "sujatha"),
        ("రవి", "ravi"),
        ("పద్మ", "padma"),
    ],
    family: ["రెడ్డి", "రావు", "నాయుడు", "శాస్త్రి"],
};
const BENGALI: Script = Script {
    given: [
        ("অনন্যা", "ananya"),
        ("সৌরভ", "sourav"),
        ("শর্মিলা", "sharmila"),
        ("অর্ণব", "arnab"),
        ("মৌসুমী", "mousumi"),
        ("দেবাশীষ", "debashish"),
    ],
    family: ["ঘোষ", "সেন", "চক্রবর্তী", "দাস"],
};
const URDU: Script = Script {
    given: [
        ("عائشہ", "ayesha"),
        ("فرحان", "farhan"),
        ("زینب", "zainab"),
        ("عمران", "imran"),
        ("نادیہ", "nadia"),
        ("یوسف", "yusuf"),
    ],
    family: ["خان", "قریشی", "صدیقی", "انصاری"],
};
