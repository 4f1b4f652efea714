import { day } from '../lib/clock.ts'
import { sameText, sha256 } from '../lib/ids.ts'
import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { Notice } from '../story/story.ts'

/** How long a notice can be disowned. */
export const linkLastsMs = 7 * day
const attempts = 20

/** What is kept of a link: the notice it stands in, and the hash of its secret. */
interface KeptLink {
  readonly notice: Notice
  readonly hash: string
}

export interface Links {
  /** The fragment `v1.<id>.<token>` for the notice that goes out under `key`: the same one each time it is sent. */
  mint(key: string, notice: Notice): Promise<string>
  /** The notice of a link that is good, and the change that uses it up; undefined for all others alike. */
  open(id: string, token: string, now: number): Promise<{ notice: Notice; spend: Change } | undefined>
}

/**
 * Links in mails by which their reader says "that wasn't me". The token is 256 bits of HMAC under our key over the id of
 * the notice, so that a mail sent twice carries one link, and the store holds only its SHA-256: whoever reads the store
 * can freeze nobody. It stays the same while the key that made it is configured, whichever makes now: otherwise a mail
 * sent again would void the link in its first copy.
 */
export const links = (store: Store, keyring: Keyring): Links => ({
  async mint(key, notice) {
    const id = sha256(key).slice(0, 22)
    const tokens = keyring.ids.flatMap((k) => keyring.digest(k, 'notice', id)?.toString('base64url') ?? [])
    const [newest] = tokens
    if (newest === undefined) throw new TypeError('the key that makes is always there')
    const value: KeptLink = { notice, hash: sha256(newest) }
    for (let n = 0; n < attempts; n++) {
      const before = await store.read(keyOf(id))
      const kept = before === undefined ? undefined : parsed<KeptLink>(before.value).hash
      const token = kept === used ? newest : tokens.find((one) => sha256(one) === kept)
      if (token !== undefined) return `v1.${id}.${token}`
      // Who wrote meanwhile may have had another key: only what is kept is sent.
      const change = {
        key: keyOf(id),
        rev: before?.rev ?? 0,
        value: JSON.stringify(value),
        ttlMs: linkLastsMs,
      }
      if (await store.write([change])) return `v1.${id}.${newest}`
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on the link of one notice')
  },

  async open(id, token, now) {
    const stored = await store.read(keyOf(id))
    const { notice, hash } = stored === undefined ? nothing : parsed<KeptLink>(stored.value)
    const good = sameText(sha256(token), hash) && now - notice.at < linkLastsMs
    if (stored === undefined || !good) return undefined
    const value: KeptLink = { notice, hash: used }
    const spend = { key: stored.key, rev: stored.rev, value: JSON.stringify(value), ttlMs: linkLastsMs }
    return { notice, spend }
  },
})

/** Kept instead of the hash, so that a mail that is sent once more does not make its link good again. */
const used = 'used'

/** Compared with where nothing is kept, so that both take the same way. */
const nothing: KeptLink = {
  notice: { person: { id: '', account: '', displayName: '' }, says: { id: 'flow.working' }, at: 0 },
  hash: '',
}

const keyOf = (id: string): string => `notice:${id}`
