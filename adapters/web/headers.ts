/**
 * What a page may load and run: the one script and style that carry `nonce`, and nothing else. With
 * Trusted Types off for everyone, an injected string cannot become script.
 */
export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

const off = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'sync-xhr',
  'usb',
  'xr-spatial-tracking',
]
/** Passkeys are what the page is for; writing to the clipboard is what its copy buttons do. */
const ours = ['publickey-credentials-get', 'publickey-credentials-create', 'clipboard-write']
const permissions = [...ours.map((name) => `${name}=(self)`), ...off.map((name) => `${name}=()`)].join(', ')

/**
 * The headers of every response besides the content policy, errors and other adapters' routes included. `same-origin`, not `no-referrer`,
 * which would make a form of ours send `Origin: null`. HSTS only where the configured address is https.
 */
export const securityHeaders = (baseUrl: URL): Readonly<Record<string, string>> => ({
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
  'permissions-policy': permissions,
  ...(baseUrl.protocol === 'https:' && {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  }),
})
