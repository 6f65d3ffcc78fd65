"""The log as pages for people: plain HTML, made here, without a script or anything from elsewhere."""
