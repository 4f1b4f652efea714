import { Hono } from 'hono'
import { approverPage, approverPosts, hearApprover } from './approve.ts'
import { listen } from './calls.ts'
import { posts } from './hear.ts'
import { notMePage, pressNotMe } from './notme.ts'
import { landingPage, pageOf, presentPage, refuse, type Portal, type PortalParts } from './pages.ts'

/** The pages under /h, those behind a notice's link and an approver's, and the two probes, as a fetch handler. */
export const portal = (parts: PortalParts): Hono<Portal> => {
  const app = new Hono<Portal>()

  app.get('/healthz', (c) => c.json({ alive: true }))
  app.get('/readyz', async (c) => {
    const dependencies = await parts.readiness()
    const ready = dependencies.every(({ ok }) => ok)
    return c.json({ ready, dependencies }, ready ? 200 : 503)
  })
  app.get('/h', (c) => landingPage(c, parts))
  app.get('/h/page', (c) => presentPage(c, parts))
  app.get('/h/state', async (c) => {
    const page = await pageOf(c, parts)
    return c.json({ prompt: page?.prompt ?? null })
  })
  app.get('/notme', (c) => notMePage(c, parts))
  app.post('/notme', (c) => pressNotMe(c, parts))
  app.get('/a', (c) => approverPage(c, parts))
  for (const path of approverPosts) app.post(path, (c) => hearApprover(c, path, parts))
  for (const path of posts) app.post(path, (c) => listen(c, path, parts))

  app.all('/notme', (c) => refuse(c, parts, 405, 'GET, HEAD, POST'))
  for (const path of ['/healthz', '/readyz', '/h', '/h/page', '/h/state', '/a'])
    app.all(path, (c) => refuse(c, parts, 405, 'GET, HEAD'))
  for (const path of [...posts, ...approverPosts]) app.all(path, (c) => refuse(c, parts, 405, 'POST'))
  app.notFound((c) => refuse(c, parts, 404))
  app.onError((error, c) => {
    parts.failed(c.req.path, error)
    return refuse(c, parts, 503)
  })
  return app
}
