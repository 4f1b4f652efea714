import type { Page } from '../../src/handoff/port.ts'
import { asking, bad, good, say, waiting, type Phrase, type WebAsk } from '../../src/story/card.ts'
import { en, type PhraseId } from '../../src/words/en.ts'

/** Sentences that only these tests use, so that they do not change when the bot learns to say things better. */
const sentences: Readonly<Record<string, string>> = {
  't.pair.title': 'Type this code in the chat',
  't.pair.lead': 'Go back to your chat with Latchkey and type the six digits there.',
  't.pair.label': 'Your code',
  't.prove.title': 'Show that it is you',
  't.prove.lead': 'Use your passkey, or another way that you set up before.',
  't.wrong': 'That code did not fit. You have {left} tries left.',
  't.passkey': 'Use your passkey',
  't.other': 'Choose another way',
  't.totp.title': 'Your authenticator app',
  't.totp': 'Six digits from the app',
  't.recovery': 'Recovery code',
  't.password.title': 'Choose a new password',
  't.password.lead': 'At least 15 characters. A short sentence is long enough and easy to keep.',
  't.password': 'New password',
  't.current': 'Your present password',
  't.change.title': 'Change your password',
  't.seed.title': 'Add your authenticator app',
  't.seed': 'Set up the app',
  't.codes.title': 'Keep your recovery codes',
  't.codes': 'Your codes',
  't.kept': 'I have kept them',
  't.stop': 'This was not me',
  't.unlock.title': 'Unlock ada?',
  't.unlock.lead': 'Your password stays as it is.',
  't.unlock.line': 'If the wrong passwords were not yours, cancel and set a new password.',
  't.unlock': 'Unlock my account',
  't.wait.title': 'Waiting for an approver',
  't.wait.lead': 'Somebody from the helpdesk looks at your request. Keep this page open.',
  't.good.title': 'Your password is set',
  't.good.lead': 'Sign in with it now. Your computer may ask for the old one until it is back in the office.',
  't.bad.title': 'This stops here',
  't.bad.lead': 'A second browser opened your link, so nothing was changed. Please call the helpdesk.',
}

/** The catalogue and the test's own sentences; slots filled in. */
export const words = ({ id, with: slots = {} }: Phrase): string =>
  Object.entries(slots).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value),
    sentences[id] ?? en[id],
  )

/** A phrase of the test's own. */
export const t = (id: string, slots?: Readonly<Record<string, string>>): Phrase => {
  if (!ours(id)) throw new TypeError(`no sentence ${id}`)
  return say(id, slots)
}

/** As good as the catalogue's own, for `words` above. */
const ours = (id: string): id is PhraseId => id in sentences

const another: WebAsk = {
  kind: 'choice',
  name: 'another-way',
  options: [{ value: 'other', label: t('t.other') }],
}

const page = (step: string, card: Page['card'], outcome?: string): Page => ({
  step,
  prompt: `${step}:7`,
  card,
  ...(outcome !== undefined && { outcome }),
})

/** One page for every kind of ask and every tone. */
export const pages = {
  pairing: page(
    'pair',
    asking<WebAsk>(
      t('t.pair.title'),
      [t('t.pair.lead')],
      [{ kind: 'reveal', name: 'pairing-code', label: t('t.pair.label') }],
    ),
  ),
  passkey: page(
    'prove-identity',
    asking<WebAsk>(
      t('t.prove.title'),
      [t('t.prove.lead')],
      [{ kind: 'webauthn', name: 'webauthn', label: t('t.passkey'), ceremony: 'get' }, another],
    ),
  ),
  register: page(
    'enrol',
    asking<WebAsk>(
      t('t.prove.title'),
      [],
      [{ kind: 'webauthn', name: 'passkey', label: t('t.passkey'), ceremony: 'create' }],
    ),
  ),
  code: page(
    'prove-identity',
    asking<WebAsk>(
      t('t.totp.title'),
      [t('t.wrong', { left: '4' })],
      [{ kind: 'code', name: 'totp', label: t('t.totp'), digits: 6 }, another],
    ),
  ),
  recovery: page(
    'prove-identity',
    asking<WebAsk>(
      t('t.prove.title'),
      [t('t.prove.lead')],
      [{ kind: 'text', name: 'recovery-code', label: t('t.recovery') }],
    ),
  ),
  password: page(
    'set-password',
    asking<WebAsk>(
      t('t.password.title'),
      [t('t.password.lead')],
      [{ kind: 'password', name: 'password', label: t('t.password'), use: 'new' }],
    ),
  ),
  current: page(
    'prove-directory',
    asking<WebAsk>(
      t('t.prove.title'),
      [],
      [{ kind: 'password', name: 'current', label: t('t.current'), use: 'current' }],
    ),
  ),
  change: page(
    'change-password',
    asking<WebAsk>(
      t('t.change.title'),
      [t('t.password.lead')],
      [
        {
          kind: 'password-change',
          name: 'password-change',
          current: t('t.current'),
          chosen: t('t.password'),
          account: 'ada',
        },
        another,
      ],
    ),
  ),
  seed: page(
    'enrol',
    asking<WebAsk>(
      t('t.seed.title'),
      [],
      [
        { kind: 'reveal', name: 'totp-seed', label: t('t.seed') },
        { kind: 'code', name: 'totp', label: t('t.totp'), digits: 6 },
      ],
    ),
  ),
  codes: page(
    'enrol',
    asking<WebAsk>(
      t('t.codes.title'),
      [],
      [
        { kind: 'reveal', name: 'recovery-codes', label: t('t.codes') },
        {
          kind: 'choice',
          name: 'kept',
          options: [
            { value: 'yes', label: t('t.kept'), style: 'primary' },
            { value: 'stop', label: t('t.stop'), style: 'danger' },
          ],
        },
      ],
    ),
  ),
  unlock: page(
    'unlock',
    asking<WebAsk>(
      t('t.unlock.title'),
      [t('t.unlock.lead'), t('t.unlock.line')],
      [
        {
          kind: 'choice',
          name: 'unlock',
          options: [{ value: 'unlock', label: t('t.unlock'), style: 'primary' }],
        },
        another,
      ],
    ),
  ),
  waiting: page('await-approval', waiting<WebAsk>(t('t.wait.title'), [t('t.wait.lead')])),
  committed: page('ended', good<WebAsk>(t('t.good.title'), [t('t.good.lead')]), 'committed'),
  killed: page('ended', bad<WebAsk>(t('t.bad.title'), [t('t.bad.lead')]), 'killed'),
} as const satisfies Readonly<Record<string, Page>>

export const seed = {
  uri: 'otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
}
export const recoveryCodes = Array.from({ length: 8 }, (_, i) => `TEST-CODE-${i + 1}AAA-BBBB`)

/** What the protocol would hand the browser, by name of the ask. */
export const reveals = (now: number): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  'pairing-code': { code: '042917', expiresAt: now + 170_000 },
  'totp-seed': seed,
  'recovery-codes': { codes: recoveryCodes },
})
