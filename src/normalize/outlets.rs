//! Agencies that sign datelines, and the states that stand behind their cities.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Agencies, in small letters.
const AGENCIES: &str = "sputnik|казинформ|азертадж|укринформ|interfax|awp|apn|\
    kbrn|pti|ani|nna|aim|angop|avn|abi|antara|antara news|reuters|ap|afp|dpa|efe|lusa|\
    ansa|tass|xinhua|bernama|kyodo|kompas|\
    tempo|detik|infopublik|rri|tvri|humas|lpds|kominfo|komdigi|upi|ap news|anadolu|yonhap|\
    pna|vna|pr newswire|prnewswire|globe newswire|business wire|newsfile|accesswire|\
    ein presswire|europa press|prensa latina|andina|telam|notimex|ots|apa|ats|aps|belga|map|\
    tap|wam|qna|spa|petra|kuna|bna|irna|tatoli|jiji|cnbc indonesia|cnn indonesia|тасс|\
    риа новости|интерфакс|белта|وام|واس|أ ش أ|قنا|بترا|أنتارا|رويترز|وفا|كونا|سانا|أ ف ب|\
    د ب أ|واج";

/// States and provinces by the names that English and French datelines give them.
const STATES: &str = "Ala=US-AL|Ariz=US-AZ|Ark=US-AR|Calif=US-CA|CA=US-CA|Colo=US-CO|\
    Conn=US-CT|D.C=US-DC|\
    DC=US-DC|Del=US-DE|Fla=US-FL|Ga=US-GA|Ill=US-IL|Ind=US-IN|Kan=US-KS|Ky=US-KY|La=US-LA|\
    Mass=US-MA|Md=US-MD|Mich=US-MI|Minn=US-MN|Miss=US-MS|Mo=US-MO|N.C=US-NC|N.J=US-NJ|\
    N.Y=US-NY|NY=US-NY|Okla=US-OK|Ore=US-OR|Pa=US-PA|Tenn=US-TN|Va=US-VA|Wash=US-WA|\
    Wis=US-WI|Alabama=US-AL|Alaska=US-AK|Arizona=US-AZ|Arkansas=US-AR|California=US-CA|\
    Colorado=US-CO|Connecticut=US-CT|Delaware=US-DE|Florida=US-FL|Hawaii=US-HI|Idaho=US-ID|\
    Illinois=US-IL|Indiana=US-IN|Iowa=US-IA|Kansas=US-KS|Kentucky=US-KY|Louisiana=US-LA|\
    Maine=US-ME|Maryland=US-MD|Massachusetts=US-MA|Michigan=US-MI|Minnesota=US-MN|\
    Mississippi=US-MS|Missouri=US-MO|Montana=US-MT|Nebraska=US-NE|Nevada=US-NV|\
    New Hampshire=US-NH|New Jersey=US-NJ|New Mexico=US-NM|North Carolina=US-NC|\
    North Dakota=US-ND|Ohio=US-OH|Oklahoma=US-OK|Oregon=US-OR|Pennsylvania=US-PA|\
    Rhode Island=US-RI|South Carolina=US-SC|South Dakota=US-SD|Tennessee=US-TN|Texas=US-TX|\
    Utah=US-UT|Vermont=US-VT|Virginia=US-VA|Washington State=US-WA|West Virginia=US-WV|\
    Wisconsin=US-WI|Wyoming=US-WY|Ontario=CA-ON|Quebec=CA-QC|Québec=CA-QC|\
    British Columbia=CA-BC|Colombie-Britannique=CA-BC|Alberta=CA-AB|Manitoba=CA-MB|\
    Saskatchewan=CA-SK|Nova Scotia=CA-NS|Nouvelle-Écosse=CA-NS|New Brunswick=CA-NB|\
    Nouveau-Brunswick=CA-NB|Newfoundland=CA-NL|Ont=CA-ON|Que=CA-QC|Alta=CA-AB|Man=CA-MB|\
    Sask=CA-SK|B.C=CA-BC|N.S=CA-NS|N.B=CA-NB|New South Wales=AU-NSW|NSW=AU-NSW|\
    Queensland=AU-QLD|Qld=AU-QLD|QLD=AU-QLD|Vic=AU-VIC|VIC=AU-VIC|Tasmania=AU-TAS|TAS=AU-TAS|\
    South Australia=AU-SA|Western Australia=AU-WA|Northern Territory=AU-NT|ACT=AU-ACT";

/// Tells whether words in small letters are an agency's own name.
pub(super) fn is_agency(lower: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| AGENCIES.split('|').collect());
    KNOWN.contains(lower)
}

/// States, provinces and territories by the letters that stand in postal addresses.
///
/// # Source
///
/// ISO 3166-2:US and 3166-2:CA, whose last two letters are those of the posts.
const POSTAL: &str = "US-AL US-AK US-AZ US-AR US-CO US-CT US-DE US-FL US-GA US-HI US-ID US-IL \
    US-IN US-IA US-KS US-KY US-LA US-ME US-MD US-MA US-MI US-MN US-MS US-MO US-MT US-NE US-NV \
    US-NH US-NJ US-NM US-NC US-ND US-OH US-OK US-OR US-PA US-RI US-SC US-SD US-TN US-TX US-UT \
    US-VT US-VA US-WA US-WV US-WI US-WY CA-ON CA-QC CA-BC CA-AB CA-MB CA-SK CA-NS CA-NB CA-NL \
    CA-PE CA-YT CA-NT CA-NU";

/// The code of a state named behind its city: `Ill`, `Texas`, `Ontario`, `QC`.
pub(super) fn state(name: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let posted =
            POSTAL.split_whitespace().filter_map(|code| Some((code.split_once('-')?.1, code)));
        let named = STATES.split('|').filter_map(|row| row.split_once('='));
        posted.chain(named).collect()
    });
    CODES.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_and_states_are_known_by_name() {
        assert!(is_agency("antara") && is_agency("тасс") && !is_agency("kantor"));
        assert_eq!(state("Ill"), Some("US-IL"));
        assert_eq!(state("Ontario"), Some("CA-ON"));
        assert_eq!((state("QC"), state("TX")), (Some("CA-QC"), Some("US-TX")));
        assert_eq!(state("Kalbar"), None);
    }
}
