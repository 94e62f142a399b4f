"""Bills of materials as people have them: text in any encoding, workbooks, exports of other programs."""
