"""certificates.py - a private CA and what it signs, made by openssl in a folder of their own."""
import pathlib
import ssl
import subprocess


def _openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, **options)


class Authority:
    """A CA in @folder; its certificate is self.ca."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.ca = self.folder / "ca.pem"
        self._key = self.folder / "ca.key"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-nodes", "-keyout", self._key, "-out", self.ca, "-days", "2",
                 "-subj", "/CN=parley test authority",
                 "-addext", "basicConstraints=critical,CA:TRUE",
                 "-addext", "keyUsage=critical,keyCertSign")

    def issue(self, name, subject="IP:127.0.0.1,DNS:localhost", expired=False):
        """A certificate for @subject (a subjectAltName): its file and its key's."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={subject}\n")
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        when = (["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"] if expired
                else ["-days", "2"])
        if not expired:
            _openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self._key,
                     "-CAcreateserial", "-out", certificate, "-extfile", extensions, *when)
        else:
            self._issue_dated(request, certificate, extensions, when)
        return certificate, key

    def _issue_dated(self, request, certificate, extensions, when):
        """`openssl x509` cannot date a certificate back; `openssl ca` can."""
        (self.folder / "index.txt").write_text("")
        (self.folder / "serial").write_text("1000\n")
        config = self.folder / "ca.cnf"
        config.write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/index.txt\n"
            f"serial={self.folder}/serial\nnew_certs_dir={self.folder}\ndefault_md=sha256\n"
            "policy=p\n[p]\ncommonName=supplied\n")
        _openssl("ca", "-batch", "-config", config, "-in", request, "-out", certificate,
                 "-cert", self.ca, "-keyfile", self._key, "-extfile", extensions, "-notext", *when)

    def server_context(self, *arguments, **options):
        """An ssl.SSLContext that serves what issue() makes."""
        certificate, key = self.issue(*arguments, **options)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context
