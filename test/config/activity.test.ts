import { expect, test } from 'vitest'
import { redact } from '../../src/config/redact.ts'
import { accepted, example, refused, seen } from './operator.ts'

const folder = '/etc/latchkey/secrets'
const long = 'Harbour-Ingest-Siem-0123456789abcdef'
const files = {
  [`${folder}/ingest-siem`]: seen(`${long}\n`),
  [`${folder}/ingest-vpn`]: seen(`${long}-vpn\n`),
  [`${folder}/same`]: seen(`${long}\n`),
  [`${folder}/short`]: seen('Harbour-Ingest\n'),
  [`${folder}/open`]: seen(long, { mode: 0o100644 }),
}
const text = (section: string): string => `${example}\nactivity: ${section}\n`
const siem = 'name: siem, secretFile: secrets/ingest-siem'
const read = (section: string) => accepted({ text: text(section), files }).config

test('nothing is known of sign-ins unless a source is named', () => {
  expect(accepted().config.activity).toBeUndefined()
})

test('a source is a name and a secret in a file of its own, and how its people are found', () => {
  const vpn = '{ name: vpn, secretFile: secrets/ingest-vpn, matchBy: account, domains: [CORP, corp.example] }'
  const { activity } = read(`{ ingest: [{ ${siem} }, ${vpn}] }`)
  expect(activity).toMatchObject({
    ingest: [
      { name: 'siem', matching: { by: 'mail', domains: [] } },
      { name: 'vpn', matching: { by: 'account', domains: ['CORP', 'corp.example'] } },
    ],
  })
  expect(activity?.ingest.map(({ secret }) => secret.reveal())).toEqual([long, `${long}-vpn`])
})

test('the log of Entra is a source of its own, with addresses for other clouds', () => {
  const ids = 'tenant: 66666666-7777-4888-8999-aaaaaaaaaaaa, appId: 11111111-2222-4333-8444-555555555555'
  const { graph, ingest } = read(`{ graph: { ${ids}, secretFile: secrets/short } }`).activity ?? {}
  expect(ingest).toEqual([])
  expect(graph).toMatchObject({
    matching: { by: 'userPrincipalName', domains: [] },
    endpoint: 'https://graph.microsoft.com/v1.0',
    login: 'https://login.microsoftonline.com',
  })
  const us = 'endpoint: https://graph.microsoft.us/v1.0/, login: https://login.microsoftonline.us/'
  expect(read(`{ graph: { ${ids}, secretFile: secrets/short, ${us} } }`).activity?.graph).toMatchObject({
    endpoint: 'https://graph.microsoft.us/v1.0',
    login: 'https://login.microsoftonline.us',
  })
  const blamed = (more: string) =>
    refused({ text: text(`{ graph: { ${ids}, ${more} } }`), files }).map((fault) => fault.key)
  expect(blamed('secretFile: secrets/nowhere')).toContain('activity.graph.secretFile')
  expect(blamed('secretFile: secrets/short, matchBy: account')).toContain('activity.graph.domains')
  for (const address of ['http://graph.microsoft.com', 'https://user@graph.microsoft.com', 'graph'])
    expect(blamed(`secretFile: secrets/short, endpoint: ${address}`)).toContain('activity.graph.endpoint')
})

test('the secret is not shown with the configuration', () => {
  const told = JSON.stringify(redact(read(`{ ingest: [{ ${siem} }] }`)))
  expect(told).toContain('siem')
  expect(told).not.toContain('Harbour')
})

test.each([
  ['activity', ''],
  ['activity', '{ ingest: [] }'],
  ['activity.ingest[0].name', '{ ingest: [{ name: SIEM, secretFile: secrets/ingest-siem }] }'],
  ['activity.ingest[0].name', '{ ingest: [{ name: graph, secretFile: secrets/ingest-siem }] }'],
  ['activity.ingest[0].secretFile', '{ ingest: [{ name: siem }] }'],
  ['activity.ingest[0].secretFile', '{ ingest: [{ name: siem, secretFile: secrets/nowhere }] }'],
  ['activity.ingest[0].secretFile', '{ ingest: [{ name: siem, secretFile: secrets/short }] }'],
  ['activity.ingest[0].secretFile', '{ ingest: [{ name: siem, secretFile: secrets/open }] }'],
  ['activity.ingest[1].secretFile', `{ ingest: [{ ${siem} }, { name: vpn, secretFile: secrets/same }] }`],
  ['activity.ingest[1].name', `{ ingest: [{ ${siem} }, { name: siem, secretFile: secrets/ingest-vpn }] }`],
  ['activity.ingest[0].domains', `{ ingest: [{ ${siem}, matchBy: account }] }`],
  ['activity.ingest[0].domains[0]', `{ ingest: [{ ${siem}, matchBy: account, domains: ['CORP\\ada'] }] }`],
  ['activity.ingest[0].matchBy', `{ ingest: [{ ${siem}, matchBy: name }] }`],
])('blames %s for %s', (key, section) => {
  expect(refused({ text: text(section), files }).map((fault) => fault.key)).toContain(key)
})
