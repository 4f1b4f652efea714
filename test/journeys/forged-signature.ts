/** What the approver's page never sends: a signature of nobody's, with a challenge that is good, by whoever has the link. */
export const forge = async (baseUrl: string, link: string): Promise<Response> => {
  const [, flow, token] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(link) ?? []
  const post = async (path: string, more: object): Promise<Response> =>
    await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ flow, token, ...more }),
    })
  const { nonce, options }: { nonce: string; options: { allowCredentials: { id: string }[] } } = JSON.parse(
    await (await post('/a/open', {})).text(),
  )
  const [credential] = options.allowCredentials
  const bytes = Buffer.alloc(40).toString('base64url')
  const response = { authenticatorData: bytes, clientDataJSON: bytes, signature: bytes }
  const { id } = credential ?? { id: '' }
  return await post('/a/sign', {
    nonce,
    response: { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} },
  })
}
