import { GraphClient } from './activity/graph-client.ts'
import { Sources } from './activity/sources.ts'
import { sourcesOf } from './assemble-activity.ts'
import type { ActivityConfig } from './config/activity.ts'
import type { Finding } from './directory/port.ts'
import { systemClock } from './lib/clock.ts'
import type { Store } from './story/record.ts'

const soon = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
const guide = 'see docs/activity.md, and activity.fault in the log of the service'

/** How the sources of sign-ins fare, as the running services noted it, and whether Microsoft Graph lets us in now. */
export const activityFindings = async (
  config: ActivityConfig | undefined,
  store: Store,
): Promise<readonly Finding[]> => {
  if (config === undefined) return [unconfigured]
  const heard = await new Sources(store, systemClock, sourcesOf(config)).all()
  const fared = heard.map(({ source, firstAt, lastAt, failing }): Finding => {
    const name = `activity: ${source}`
    if (failing !== undefined) return { name, ok: false, says: failing, fix: guide }
    if (firstAt === undefined || lastAt === undefined)
      return { name, ok: true, says: 'delivered nothing yet', fix: 'docs/activity.md says how it is set up' }
    return { name, ok: true, says: `delivers since ${soon(firstAt)} UTC, last at ${soon(lastAt)} UTC` }
  })
  return [...fared, ...(await graphFindings(config))]
}

const unconfigured: Finding = {
  name: 'activity',
  ok: true,
  says: 'no source of sign-ins is configured: a request cannot be compared with what is usual of its person',
  fix: 'set activity (docs/activity.md)',
}

const graphFindings = async ({ graph }: ActivityConfig): Promise<readonly Finding[]> => {
  if (graph === undefined) return []
  const name = 'activity: Microsoft Graph'
  try {
    await new GraphClient(graph, systemClock, new AbortController().signal).page('/auditLogs/signIns?$top=1')
    return [{ name, ok: true, says: 'lets us read the sign-in log' }]
  } catch (cause) {
    const says = cause instanceof Error ? cause.message : 'does not answer'
    return [
      {
        name,
        ok: false,
        says,
        fix: 'check tenant, appId and secretFile, and grant the app AuditLog.Read.All (application); the tenant needs Entra ID P1',
      },
    ]
  }
}
