// The documentation pages of the group “In production”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const productionPages = [
  {
    route: '/docs/environment',
    title: 'Environment and settings',
    summary: 'Every environment variable that Vial reads, and how to declare your own.',
  },
  {
    route: '/docs/deploy',
    title: 'Deploy',
    summary: 'Build the site, run it with Node.js, and put it behind an HTTPS proxy.',
  },
  {
    route: '/docs/hosting',
    title: 'Hosting',
    summary: 'Run the built site with systemd, nginx, Caddy, Docker, Kubernetes or on a platform.',
  },
  {
    route: '/docs/operations',
    title: 'Operations',
    summary: 'The log, health checks, metrics and traces of a running site.',
  },
  {
    route: '/docs/scaling',
    title: 'More traffic',
    summary:
      'Grow from one process to many machines behind a load balancer or a CDN, and know what to watch.',
  },
  {
    route: '/docs/upgrading',
    title: 'Upgrading',
    summary: 'How versions are numbered, and how to move from one to the next.',
  },
] as const satisfies readonly ListedPage[]
