// Vial compared with frameworks that a visitor may know.
import type { ComponentChildren } from 'preact'
import { href } from 'vial'

export function Ancestors() {
  return (
    <section class="ancestors site-width" aria-labelledby="ancestors-title">
      <h2 id="ancestors-title">Coming from another framework?</h2>
      <dl>
        <Ancestor name="Flask">
          You know the session, flash messages and <code>g</code>. Here they are <code>ctx.session</code>,{' '}
          <code>ctx.flash()</code> and <code>ctx.locals</code>, and a view function becomes a file.
        </Ancestor>
        <Ancestor name="Fresh">
          You know <code>routes/</code>, <code>_app</code>, <code>_layout</code>, <code>_middleware</code> and
          Preact. Vial brings them to Node.js, as a Vite plugin.
        </Ancestor>
        <Ancestor name="HonoX">
          You know file-based routes on top of Vite, and one context for everything. Here a page is a plain
          component, and its data comes from a loader.
        </Ancestor>
        <Ancestor name="Astro">
          You know file-based pages that send no JavaScript by default. Here pages are written in TSX and
          rendered for each visitor.
        </Ancestor>
        <Ancestor name="SvelteKit">
          You know load functions, form actions and nested error pages. Here <code>loader</code>,{' '}
          <code>POST</code> and the page share one file.
        </Ancestor>
        <Ancestor name="Something else">
          You know how to write a function and how to name a file. That is all you need for your{' '}
          <a href={href('/docs/get-started')}>first page</a>.
        </Ancestor>
      </dl>
    </section>
  )
}

function Ancestor({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
