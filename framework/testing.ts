// vial/testing: a client that calls the site without a port.
export {}
