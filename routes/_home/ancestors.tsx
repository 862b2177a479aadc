// Vial compared with frameworks that a visitor may know, when not to use it, and its status.
import type { ComponentChildren } from 'preact'
import { href } from 'vial'

export function Ancestors() {
  return (
    <section class="home-section site-width" aria-labelledby="ancestors-title">
      <h2 id="ancestors-title">Coming from another framework?</h2>
      <p>Each of these does something better. If one fits you, there is no reason to leave it.</p>
      <dl class="cards">
        <Card name="Flask" path={href('/docs/coming-from-flask')}>
          Has Python, its libraries for data, and fifteen years of answers. Vial has one language for server
          and browser, and types from the query to the page.
        </Card>
        <Card name="Fresh and HonoX" path={href('/docs/coming-from-fresh')}>
          Run on Deno and at the edge. Vial has the same files and islands on Node.js, and adds sessions,
          accounts, uploads and rooms.
        </Card>
        <Card name="Astro" path={href('/docs/coming-from-astro')}>
          Has content collections, image services and islands of every framework. Vial is made for pages that
          differ for each visitor.
        </Card>
        <Card name="SvelteKit" path={href('/docs/coming-from-sveltekit')}>
          Has Svelte, adapters, and pages that continue in the browser. In Vial, <code>loader</code>,{' '}
          <code>POST</code> and the page share one file, and the browser gets HTML.
        </Card>
        <Card name="Next" path={href('/docs/coming-from-next')}>
          Has React, server components, and companies that host it. A Vial page needs no runtime in the
          browser, and a site is one process.
        </Card>
        <Card name="Express" path={href('/docs/coming-from-express')}>
          Is smaller, and leaves every decision to you. Vial decides what has one right answer, such as CSRF
          checks and cookies.
        </Card>
      </dl>
    </section>
  )
}

export function Limits() {
  return (
    <section class="home-section site-width columns" aria-label="Limits and status">
      <div>
        <h2>When not to use Vial</h2>
        <ul>
          <li>Every page can be a file: a static site generator has more to offer.</li>
          <li>Your site is one large application in the browser, such as an editor or a game.</li>
          <li>You deploy to an edge platform without Node.js, Bun or Deno.</li>
          <li>You need an ecosystem of ready-made parts, or an admin interface for free.</li>
        </ul>
      </div>
      <div>
        <h2 id="status">Status</h2>
        <p>
          Version 0.1. Names may change before 1.0, and <a href={href('/docs/upgrading')}>Upgrading</a> lists
          what to do. The tests run on Node.js 20, 22 and 24, and the built server also runs on Bun and Deno.
        </p>
        <p>
          The packages are not on npm yet. In a clone of the repository, <code>npm ci</code>,{' '}
          <code>npm pack --workspace vial</code> and{' '}
          <code>npx vial new ../my-site --from vial-0.1.0.tgz</code> create the same site.
        </p>
        <p>
          <a class="button" href={href('/docs/tutorial')}>
            Start the tutorial
          </a>
        </p>
      </div>
    </section>
  )
}

interface CardProps {
  name: string
  path: string
  children: ComponentChildren
}

function Card({ name, path, children }: CardProps) {
  return (
    <div>
      <dt>
        <a href={path}>{name}</a>
      </dt>
      <dd>{children}</dd>
    </div>
  )
}
