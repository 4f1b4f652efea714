const ours = 'https://reset.example.com'

/** Where a call may claim to come from, and what it gets: 200 only for a page of ours. */
export const origins: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
  ['same origin', { 'sec-fetch-site': 'same-origin' }, 200],
  ['same origin, with its Origin', { 'sec-fetch-site': 'same-origin', origin: ours }, 200],
  ['an older browser: its Origin alone', { origin: ours }, 200],
  ['neither header', {}, 403],
  ['cross-site form', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['sister host', { 'sec-fetch-site': 'same-site', origin: 'https://shop.example.com' }, 403],
  ['typed into the address bar', { 'sec-fetch-site': 'none' }, 403],
  ['cross-site with our Origin claimed', { 'sec-fetch-site': 'cross-site', origin: ours }, 403],
  ['an older browser on another site', { origin: 'https://evil.example' }, 403],
  ['a sandboxed frame', { origin: 'null' }, 403],
  ['our name over http', { origin: 'http://reset.example.com' }, 403],
  ['our name on another port', { origin: 'https://reset.example.com:8443' }, 403],
  ['our name as a prefix', { origin: 'https://reset.example.com.evil.example' }, 403],
  ['an empty site', { 'sec-fetch-site': '', origin: ours }, 403],
  ['a site in capitals', { 'sec-fetch-site': 'Same-Origin' }, 403],
  ['two sites', { 'sec-fetch-site': 'same-origin, cross-site' }, 403],
]
