import { expect, test } from 'vitest'
import { callConnector } from '../../../adapters/teams/connector-http.ts'

const wanted = { method: 'GET', url: 'https://smba.trafficmanager.net/emea/v3/conversations', headers: {} }
const refusal = async (status: number, body: string): Promise<unknown> =>
  await callConnector(wanted, 1000, () => Promise.resolve(new Response(body, { status }))).catch(
    (cause: unknown) => cause,
  )

test.each([400, 403, 404])('%s in the Connector’s own words is its word', async (status) => {
  const body = JSON.stringify({ error: { code: 'ConversationNotFound', message: 'not there' } })
  expect(await refusal(status, body)).toMatchObject({ statusCode: status })
})

test.each([
  [404, '<html>Not Found</html>'],
  [403, ''],
  [400, '"Bad Request"'],
  [404, 'null'],
])('%s by something in between (%s) says nothing of a person or a conversation', async (status, body) => {
  expect(await refusal(status, body)).toMatchObject({ name: 'ConnectorRefused', statusCode: undefined })
})
