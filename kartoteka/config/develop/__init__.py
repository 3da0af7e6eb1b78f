"""The words of `./run` for those who change the program: test, check, pictures…"""
