const devices =
  'windows|win|office|outlook|teams|exchange|iphone|ipad|android|samsung|galaxy|pixel|macbook|macos|surface|latitude|thinkpad|elitebook|optiplex|server|word|excel|sharepoint|citrix|version|build|floor|room|building|laptop|desktop|computer|printer|monitor|phone|ticket|incident|request|case|week|quarter|extension|user|error|code|event|step|line|level|port'

/** What people write that is neither a word nor a secret. */
const written: readonly RegExp[] = [
  // addresses: pages, mail, names in a domain, hosts, files, paths
  /^<?(https?|ftp|file|mailto|slack|msteams):\S+$/i,
  /^www\.\S+$/i,
  /^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?$/,
  /^<?(mailto:)?[\w.+-]+@[\p{L}\d-]+(\.[\p{L}\d-]+)*\.[a-z]{2,}>?$/iu,
  /^[A-Z][A-Z\d]{1,14}\\[a-z\d._-]+$/i,
  /^(desktop|laptop|pc|ws|nb|srv|win|mac|vm)-[a-z\d-]{2,15}$/i,
  /^[\p{L}\d_()-]+\.(txt|docx?|xlsx?|pdf|png|jpe?g|gif|csv|zip|exe|msi|pptx?|log|ps1|msg|eml|heic|mp4)$/iu,
  /^([A-Za-z]:\\|\\\\|\/|~\/)\S*$/,
  // mentions and emoji of the platforms
  /^<[@#!][^>\s]*>$/,
  /^[@#][\p{Ll}._-]+$/u,
  /^(:[a-z\d_+-]+:)+$/,
  // numbers: times, dates, telephones, amounts, versions
  /^[+#(~≈]?[\p{Sc}]?\d[\d\s().,/:+-]*(%|€|am|pm|h|hrs|min|mins|ms|gb|mb|kb|px|th|st|nd|rd)?$/iu,
  /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)?$/,
  /^v?\d+(\.\d+)+([-+.]?[a-z]+\.?\d*)?$/i,
  /^\d{1,2}(st|nd|rd|th)?[-/]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/]?\d{0,4}$/i,
  /^\d{1,2}(-\p{Ll}+)+$/u,
  // names of tickets, faults and devices
  /^#?[A-Z]{2,10}[-_#]?\d{2,12}$/,
  /^(inc|req|ritm|chg|tkt|sr|jira|kb|aadsts|cve)[-_#]?\d+(-\d+)?$/i,
  /^0x[\da-f]{4,16}$/i,
  /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i,
  new RegExp(`^(${devices})[-_#]?\\d{1,6}([a-z]\\d?)?$`, 'i'),
]

/** Words as they are spelt, joined as people join them. */
const word = "(\\p{Ll}+|\\p{Lu}\\p{Ll}*|\\p{Lu}+|\\p{Lu}\\p{Ll}+\\p{Lu}\\p{Ll}+|\\p{Lu}{2,}s)('\\p{L}{1,2})?"
const words = new RegExp(`^${word}([-/&+_.,!?…]+${word})*[!.…]*$`, 'u')

/** An address, a date, a number, the name of a ticket or a device. */
export const isWritten = (token: string): boolean => written.some((pattern) => pattern.test(token))

/** Whether this is how people write: a word, or one of the others. */
export const isOrdinary = (token: string): boolean =>
  isWritten(token) || (words.test(token) && !joinsCapitals.test(token))

/** Three capitalised words joined by signs are no word of any language, but of a password generator. */
const joinsCapitals = /^\p{Lu}\p{Ll}+([-_.]\p{Lu}\p{Ll}+){2,}$/u
