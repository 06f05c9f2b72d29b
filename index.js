// n8n loads the classes named under "n8n" in package.json; there is nothing to import from here.
module.exports = {};
