// The documentation pages of the group “Coming from”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const comingFromPages = [
  {
    route: '/docs/coming-from-flask',
    title: 'Coming from Flask',
    summary: 'Flask and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-express',
    title: 'Coming from Express',
    summary: 'Express and Vial side by side: the words, the code, and how to move step by step.',
  },
  {
    route: '/docs/coming-from-next',
    title: 'Coming from Next',
    summary: 'Next.js and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-sveltekit',
    title: 'Coming from SvelteKit',
    summary: 'SvelteKit and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-astro',
    title: 'Coming from Astro',
    summary: 'Astro and Vial side by side: the words, the code, and what differs.',
  },
  {
    route: '/docs/coming-from-fresh',
    title: 'Coming from Fresh or HonoX',
    summary: 'Fresh, HonoX and Vial side by side: the words, the code, and what differs.',
  },
] as const satisfies readonly ListedPage[]
