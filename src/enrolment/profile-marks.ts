import { sameText, sha256 } from '../lib/ids.ts'
import type { Keyring } from '../lib/keys.ts'
import type { Actor } from '../story/story.ts'
import type { ProfileMarks } from './port.ts'

/**
 * A mark is a digest of e-mail and kind, encrypted and bound to the chat identity: a reader of the store learns no address from it and
 * cannot try addresses, a writer cannot move it. Encrypted and not signed, so that a change of keys carries it over
 * (`resealed.ts`): a rotation puts nobody's link in doubt, and gives nobody the chance to have a changed profile noted as the
 * true one. One that does not open, say under a key that is gone, is as good as different.
 */
export const profileMarks = (keyring: Keyring): ProfileMarks => ({
  make: (actor, profile) => keyring.seal('seed', digest(profile), boundTo(actor)),
  holds(mark, actor, profile) {
    const known = keyring.open('seed', mark, boundTo(actor))
    return known !== undefined && sameText(known, digest(profile))
  },
})

export const boundTo = ({ platform, tenant, user }: Actor): string =>
  `profile:${JSON.stringify([platform, tenant, user])}`

/** An address that the platform does not tell any more counts as changed. */
const digest = ({ email, kind }: Parameters<ProfileMarks['make']>[1]): string =>
  sha256(JSON.stringify([email?.toLowerCase() ?? null, kind]))
