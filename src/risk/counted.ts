import type { BreakerPort, VelocityPort } from '../limits/port.ts'
import type { Band } from '../policy/port.ts'
import type { RiskRequest } from './port.ts'

/** Counts how many people ask for something, from where. */
export type Crowds = Pick<VelocityPort, 'paired'> & BreakerPort

/**
 * The request with how much is going on around it (F8), which it is counted into, and what everybody is judged by at least
 * while the whole company sees a wave. Rejects with `Fault` ERR_STORE when it cannot be counted.
 */
export const counted = async (
  request: RiskRequest,
  crowds: Crowds,
): Promise<{ readonly request: RiskRequest; readonly wave?: Band }> => {
  const { person, tenant = '', origin } = request
  const { prefix, asn } = origin?.network ?? {}
  const flow = { person, tenant, ...(prefix !== undefined && { prefix }), ...(asn !== undefined && { asn }) }
  const around = await crowds.paired(flow)
  const { band } = await crowds.breaker()
  const velocity = { ...request.velocity, company: around.tenant }
  return {
    request: { ...request, peopleNear: around.prefix, velocity },
    ...(band !== undefined && { wave: band }),
  }
}
