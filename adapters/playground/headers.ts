const common = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

const closed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Only what carries this page's nonce may run or style; nothing may be made from text (Trusted Types), so that a message never becomes markup. */
const pagePolicy = (nonce: string): string =>
  [
    closed,
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

const answer = (
  status: number,
  type: string,
  body: string | ReadableStream | null,
  policy = closed,
): Response =>
  new Response(body, {
    status,
    headers: { ...common, 'content-type': type, 'content-security-policy': policy },
  })

export const html = (text: string, nonce: string): Response =>
  answer(200, 'text/html; charset=utf-8', text, pagePolicy(nonce))

export const asset = (text: string, type: 'text/css' | 'text/javascript'): Response =>
  answer(200, `${type}; charset=utf-8`, text)

export const stream = (body: ReadableStream): Response =>
  answer(200, 'text/event-stream; charset=utf-8', body)

export const json = (status: number, value: unknown): Response =>
  answer(status, 'application/json; charset=utf-8', JSON.stringify(value))

export const refusal = (status: number, why: string): Response => json(status, { refused: why })

export const redirect = (to: string): Response => {
  const response = answer(302, 'text/plain; charset=utf-8', null)
  response.headers.set('location', to)
  return response
}
