import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import type { Context } from '../context/context.ts'
import type { PageProps } from '../page/page-props.ts'

const byScript = { 'x-vial-navigation': '1' }
const site = createLiteralSite({
  'away.ts': { GET: () => redirect('https://accounts.example/login?a=1', { external: true }) },
  'home.ts': { GET: () => redirect('/page') },
  'page.tsx': {
    default: ({ nonce, flash }: PageProps) => h('p', { nonce }, flash.length),
    POST(ctx: Context) {
      ctx.flash('success', 'Saved')
      return redirect('/page')
    },
  },
})

describe('refuseToShow()', () => {
  it('leaves a page with a nonce to the browser while there are messages', async () => {
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))
    const left = await site.fetch('/page?a=1', { headers: { cookie, ...byScript } })
    expect(left.status).toBe(204)
    expect(left.headers.get('x-vial-location')).toBe('http://localhost/page?a=1')
    expect(await site.text('/page', { headers: { cookie } })).toContain('>1</p>')
    expect((await site.fetch('/page', { headers: byScript })).status).toBe(200)
  })
})

describe('showRedirect()', () => {
  it('tells the script for navigation where another site is, and nobody else', async () => {
    const told = await site.fetch('/away', { headers: byScript })
    expect(told.status).toBe(204)
    expect(told.headers.get('x-vial-location')).toBe('https://accounts.example/login?a=1')
    expect(told.headers.get('location')).toBeNull()
    expect((await site.fetch('/away')).status).toBe(303)
    expect((await site.fetch('/home', { headers: byScript })).status).toBe(303)
  })
})
