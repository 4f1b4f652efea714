import type { Actor } from '../src/story/story.ts'

/** A chat user as the audit trail names them: by what the platform vouches for. */
export const chatUser = ({ platform, tenant, user }: Actor) => ({ platform, tenant, user })
