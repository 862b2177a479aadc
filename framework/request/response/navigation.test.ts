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

describe('withholdFlashes()', () => {
  it('leaves a page with a nonce to the browser while there are flash messages', async () => {
    const cookie = cookiesOf(await site.fetch('/page', formPost({})))
    const withheld = await site.fetch('/page?a=1', { headers: { cookie, ...byScript } })
    expect(withheld.status).toBe(204)
    expect(withheld.headers.get('x-vial-location')).toBe('http://localhost/page?a=1')
    expect(await site.text('/page', { headers: { cookie } })).toContain('>1</p>')
    expect((await site.fetch('/page', { headers: byScript })).status).toBe(200)
  })
})

describe('revealRedirect()', () => {
  it('reveals a redirect to another site, and only to the script for client navigation', async () => {
    const revealed = await site.fetch('/away', { headers: byScript })
    expect(revealed.status).toBe(204)
    expect(revealed.headers.get('x-vial-location')).toBe('https://accounts.example/login?a=1')
    expect(revealed.headers.get('location')).toBeNull()
    expect((await site.fetch('/away')).status).toBe(303)
    expect((await site.fetch('/home', { headers: byScript })).status).toBe(303)
  })
})
