// Every request that changes something: same origin, JSON, with this page's token.

const { token } = document.body.dataset

/** The answer's body, or a thrown Error with a sentence for the person. */
export const act = async (name, body) => {
  const response = await fetch(`/playground/act/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-playground-page': token },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Refused(response.status, answer.refused)
  return answer
}

export class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** A name for one deliberate act: a repeat of the same request is recognised by it. */
export const actId = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
