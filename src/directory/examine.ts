import type { Finding } from './port.ts'

interface Opened<S> {
  readonly finding: Finding
  /** Absent when the server could not be opened; the finding says why. */
  readonly session?: S
}

/** The doctor's round in every dialect: each server is opened, and the first that answers is looked at closely. */
export const examine = async <S extends { readonly client: { close(): Promise<void> } }>(
  urls: readonly string[],
  open: (url: string) => Promise<Opened<S>>,
  visit: (session: S) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  let visited = false
  for (const url of urls) {
    const opened = await open(url)
    findings.push(opened.finding)
    if (opened.session === undefined) continue
    try {
      if (!visited) findings.push(...(await visit(opened.session)))
      visited = true
    } finally {
      await opened.session.client.close()
    }
  }
  return findings
}
