import { z } from 'zod'

const id = z.string().min(1).max(64)
const word = z.string().max(200)
const none = z.null().optional()

/** Where a request came from, in the two ways Slack writes it: flat in events and commands, nested in interactions. */
const Envelope = z.looseObject({
  type: word.optional(),
  api_app_id: id,
  team_id: id.or(none),
  enterprise_id: id.or(none),
  team: z.looseObject({ id, enterprise_id: id.or(none) }).or(none),
  enterprise: z.looseObject({ id }).or(none),
  is_enterprise_install: z
    .boolean()
    .or(z.enum(['true', 'false']))
    .optional(),
  is_ext_shared_channel: z.boolean().optional(),
  authorizations: z.array(z.looseObject({ is_enterprise_install: z.boolean().optional() })).optional(),
})
export type Payload = Readonly<z.infer<typeof Envelope>>

/** A body of the shape that everything Slack sends has. */
export const payloadOf = (body: unknown): Payload | undefined => {
  const found = Envelope.safeParse(body)
  return found.success ? found.data : undefined
}

/** Whom a request concerns. */
export interface Origin {
  /** Where the app is installed: the workspace, or the organisation where it is installed for all of it. */
  readonly installed: string
  readonly workspace: string | undefined
  readonly enterprise: string | undefined
}

export const originOf = (payload: Payload): Origin | undefined => {
  const workspace = payload.team?.id ?? payload.team_id ?? undefined
  const enterprise =
    payload.enterprise?.id ?? payload.enterprise_id ?? payload.team?.enterprise_id ?? undefined
  const said = payload.is_enterprise_install ?? payload.authorizations?.[0]?.is_enterprise_install ?? false
  const whole = said === true || said === 'true'
  const installed = whole ? enterprise : workspace
  return installed === undefined ? undefined : { installed, workspace, enterprise }
}

/** Whose user somebody is: the organisation's on Enterprise Grid, where ids are one per organisation; else the workspace's. */
export const tenantOf = ({ workspace, enterprise, installed }: Origin, own: string | undefined): string =>
  enterprise ?? own ?? workspace ?? installed
